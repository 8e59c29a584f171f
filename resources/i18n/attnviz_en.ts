<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>AnswerSection</name>
    <message numerus="yes">
        <source>%n weight(s); furthest apart in</source>
        <translation>
            <numerusform>%n weight; furthest apart in</numerusform>
            <numerusform>%n weights; furthest apart in</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>EffectPanel</name>
    <message numerus="yes">
        <source>of the sentence vector before and after: the mean of the last layer over all %n token(s), 1 is no change.</source>
        <translation>
            <numerusform>of the sentence vector before and after: the mean of the last layer over %n token, 1 is no change.</numerusform>
            <numerusform>of the sentence vector before and after: the mean of the last layer over all %n tokens, 1 is no change.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>of what the encoder hands on, before and after: the mean of its last layer over all %n token(s).</source>
        <translation>
            <numerusform>of what the encoder hands on, before and after: the mean of its last layer over %n token.</numerusform>
            <numerusform>of what the encoder hands on, before and after: the mean of its last layer over all %n tokens.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HideRow</name>
    <message numerus="yes">
        <source>%n piece(s)</source>
        <translation>
            <numerusform>%n piece</numerusform>
            <numerusform>%n pieces</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HubPanel</name>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>InspectorColumn</name>
    <message numerus="yes">
        <source>%n number(s)</source>
        <translation>
            <numerusform>%n number</numerusform>
            <numerusform>%n numbers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>sum over %n key(s)</source>
        <translation>
            <numerusform>sum over %n key</numerusform>
            <numerusform>sum over %n keys</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The score uses them rotated, %n position(s) apart.</source>
        <translation>
            <numerusform>The score uses them rotated, %n position apart.</numerusform>
            <numerusform>The score uses them rotated, %n positions apart.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more: {share}</source>
        <translation>
            <numerusform>%n more: {share}</numerusform>
            <numerusform>%n more: {share}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %n term(s)</source>
        <translation>
            <numerusform>All %n term</numerusform>
            <numerusform>All %n terms</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>KeysSection</name>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>%n more</numerusform>
            <numerusform>%n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LinesView</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ModelsDialog</name>
    <message numerus="yes">
        <source>%n model(s)</source>
        <translation>
            <numerusform>%n model</numerusform>
            <numerusform>%n models</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PathSection</name>
    <message numerus="yes">
        <source>%n key(s), together 100 %</source>
        <translation>
            <numerusform>%n key, 100 %</numerusform>
            <numerusform>%n keys, together 100 %</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n number(s), length {length}</source>
        <translation>
            <numerusform>%n number, length {length}</numerusform>
            <numerusform>%n numbers, length {length}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RunSection</name>
    <message numerus="yes">
        <source>%n token(s)</source>
        <translation>
            <numerusform>%n token</numerusform>
            <numerusform>%n tokens</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Shortcuts</name>
    <message numerus="yes">
        <source>%n of {all}</source>
        <translation>
            <numerusform>%n of {all}</numerusform>
            <numerusform>%n of {all}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Status</name>
    <message numerus="yes">
        <source>%n of {limit} token(s)</source>
        <translation>
            <numerusform>%n of {limit} tokens</numerusform>
            <numerusform>%n of {limit} tokens</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Steps</name>
    <message numerus="yes">
        <source>Step-through, %n step(s)</source>
        <translation>
            <numerusform>Step-through, %n step</numerusform>
            <numerusform>Step-through, %n steps</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TextBar</name>
    <message numerus="yes">
        <source>Captured from {model} on %n token(s); the text cannot be changed here. Choose a model to type.</source>
        <translation>
            <numerusform>Captured from {model} on %n token; the text cannot be changed here. Choose a model to type.</numerusform>
            <numerusform>Captured from {model} on %n tokens; the text cannot be changed here. Choose a model to type.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The model reads the first {limit} tokens; %n more token(s) are greyed.</source>
        <translation>
            <numerusform>The model reads the first {limit} tokens; %n more token is greyed.</numerusform>
            <numerusform>The model reads the first {limit} tokens; %n more tokens are greyed.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WordRow</name>
    <message numerus="yes">
        <source>%n piece(s)</source>
        <translation>
            <numerusform>%n piece</numerusform>
            <numerusform>%n pieces</numerusform>
        </translation>
    </message>
</context>
</TS>
