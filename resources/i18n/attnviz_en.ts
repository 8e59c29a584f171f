<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>AnswerSection</name>
    <message numerus="yes">
        <source>%n weight(s); furthest apart in</source>
        <translation>
            <numerusform>%Ln weight; furthest apart in</numerusform>
            <numerusform>%Ln weights; furthest apart in</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>EffectPanel</name>
    <message numerus="yes">
        <source>of the sentence vector before and after: the mean of the last layer over all %n token(s), 1 is no change.</source>
        <translation>
            <numerusform>of the sentence vector before and after: the mean of the last layer over %Ln token, 1 is no change.</numerusform>
            <numerusform>of the sentence vector before and after: the mean of the last layer over all %Ln tokens, 1 is no change.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>of what the encoder hands on, before and after: the mean of its last layer over all %n token(s).</source>
        <translation>
            <numerusform>of what the encoder hands on, before and after: the mean of its last layer over %Ln token.</numerusform>
            <numerusform>of what the encoder hands on, before and after: the mean of its last layer over all %Ln tokens.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HideRow</name>
    <message numerus="yes">
        <source>%n piece(s)</source>
        <translation>
            <numerusform>%Ln piece</numerusform>
            <numerusform>%Ln pieces</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HubPanel</name>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%Ln file</numerusform>
            <numerusform>%Ln files</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>InspectorColumn</name>
    <message numerus="yes">
        <source>%n number(s)</source>
        <translation>
            <numerusform>%Ln number</numerusform>
            <numerusform>%Ln numbers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>sum over %n key(s)</source>
        <translation>
            <numerusform>sum over %Ln key</numerusform>
            <numerusform>sum over %Ln keys</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The score uses them rotated, %n position(s) apart.</source>
        <translation>
            <numerusform>The score uses them rotated, %Ln position apart.</numerusform>
            <numerusform>The score uses them rotated, %Ln positions apart.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more: {share}</source>
        <translation>
            <numerusform>%Ln more: {share}</numerusform>
            <numerusform>%Ln more: {share}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %n term(s)</source>
        <translation>
            <numerusform>All %Ln term</numerusform>
            <numerusform>All %Ln terms</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>KeysSection</name>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>%Ln more</numerusform>
            <numerusform>%Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LinesView</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %Ln more</numerusform>
            <numerusform>and %Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ModelsDialog</name>
    <message numerus="yes">
        <source>%n model(s)</source>
        <translation>
            <numerusform>%Ln model</numerusform>
            <numerusform>%Ln models</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PathSection</name>
    <message numerus="yes">
        <source>%n key(s), together 100 %</source>
        <translation>
            <numerusform>%Ln key, 100 %</numerusform>
            <numerusform>%Ln keys, together 100 %</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n number(s), length {length}</source>
        <translation>
            <numerusform>%Ln number, length {length}</numerusform>
            <numerusform>%Ln numbers, length {length}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RunSection</name>
    <message numerus="yes">
        <source>%n token(s)</source>
        <translation>
            <numerusform>%Ln token</numerusform>
            <numerusform>%Ln tokens</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Shortcuts</name>
    <message numerus="yes">
        <source>%n of {all}</source>
        <translation>
            <numerusform>%Ln of {all}</numerusform>
            <numerusform>%Ln of {all}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Status</name>
    <message numerus="yes">
        <source>%n of {limit} token(s)</source>
        <translation>
            <numerusform>%Ln of {limit} tokens</numerusform>
            <numerusform>%Ln of {limit} tokens</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Steps</name>
    <message numerus="yes">
        <source>Step-through, %n step(s)</source>
        <translation>
            <numerusform>Step-through, %Ln step</numerusform>
            <numerusform>Step-through, %Ln steps</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TextBar</name>
    <message numerus="yes">
        <source>Captured from {model} on %n token(s); the text cannot be changed here. Choose a model to type.</source>
        <translation>
            <numerusform>Captured from {model} on %Ln token; the text cannot be changed here. Choose a model to type.</numerusform>
            <numerusform>Captured from {model} on %Ln tokens; the text cannot be changed here. Choose a model to type.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The model reads the first {limit} tokens; %n more token(s) are greyed.</source>
        <translation>
            <numerusform>The model reads the first {limit} tokens; %Ln more token is greyed.</numerusform>
            <numerusform>The model reads the first {limit} tokens; %Ln more tokens are greyed.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WordRow</name>
    <message numerus="yes">
        <source>%n piece(s)</source>
        <translation>
            <numerusform>%Ln piece</numerusform>
            <numerusform>%Ln pieces</numerusform>
        </translation>
    </message>
</context>
</TS>
