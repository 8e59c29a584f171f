<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ja" sourcelanguage="en">
<context>
    <name>About</name>
    <message>
        <source>About attnviz</source>
        <translation>attnviz について</translation>
    </message>
    <message>
        <source>Copy for a bug report</source>
        <translation>不具合の報告用にコピー</translation>
    </message>
    <message>
        <source>Versions, desktop, model and device; nothing that you have typed.</source>
        <translation>バージョン、デスクトップ、モデル、デバイス。入力した文は含みません。</translation>
    </message>
    <message>
        <source>An attention microscope: type a sentence and watch a real transformer&apos;s attention.</source>
        <translation>アテンション顕微鏡です。文を入力すると、本物の Transformer のアテンション（注意機構）をその場で観察できます。</translation>
    </message>
    <message>
        <source>Version {version}</source>
        <translation>バージョン {version}</translation>
    </message>
    <message>
        <source>Model: {name}</source>
        <translation>モデル：{name}</translation>
    </message>
    <message>
        <source>Device: {name} ({driver})</source>
        <translation>デバイス：{name}（{driver}）</translation>
    </message>
    <message>
        <source>MIT licence. Fonts: Noto, SIL Open Font Licence.</source>
        <translation>MIT ライセンス。フォント：Noto（SIL Open Font License）</translation>
    </message>
</context>
<context>
    <name>AddedMap</name>
    <message>
        <source>{head}: {added}, rank {rank} of {count}</source>
        <translation>{head}：{added}、{count} 個中 {rank} 位</translation>
    </message>
</context>
<context>
    <name>AddedSection</name>
    <message>
        <source>most: {head}, {added}</source>
        <translation>最大：{head}、{added}</translation>
    </message>
    <message>
        <source>How much each head adds</source>
        <translation>各ヘッドが加える大きさ</translation>
    </message>
    <message>
        <source>this word</source>
        <translation>この単語</translation>
    </message>
    <message>
        <source>mean of all words</source>
        <translation>全単語の平均</translation>
    </message>
    <message>
        <source>length</source>
        <translation>長さ</translation>
    </message>
    <message>
        <source>share of the stream</source>
        <translation>ストリームに対する割合</translation>
    </message>
    <message>
        <source>For the query in focus (M switches)</source>
        <translation>注目しているクエリについて（M で切り替え）</translation>
    </message>
    <message>
        <source>Averaged over the words of the text, special tokens left out (M switches)</source>
        <translation>文の単語についての平均。特殊トークンは除きます（M で切り替え）</translation>
    </message>
    <message>
        <source>Length of the vector that a head adds (R switches)</source>
        <translation>ヘッドが加えるベクトルの長さ（R で切り替え）</translation>
    </message>
    <message>
        <source>The same, divided by the length of the residual stream that it is added to (R switches)</source>
        <translation>その長さを、加えられる残差ストリームの長さで割った値（R で切り替え）</translation>
    </message>
    <message>
        <source>A length says how far a head moves the stream, not where to: what two heads add may cancel out.</source>
        <translation>長さはストリームをどれだけ動かすかを表し、向きは表しません。2 つのヘッドの出力が打ち消し合うこともあります。</translation>
    </message>
</context>
<context>
    <name>AllHeads</name>
    <message>
        <source>Numbers of all heads</source>
        <translation>すべてのヘッドの数値</translation>
    </message>
</context>
<context>
    <name>AllHeadsView</name>
    <message>
        <source>All heads</source>
        <translation>すべてのヘッド</translation>
    </message>
    <message>
        <source>Layers × heads</source>
        <translation>層 × ヘッド</translation>
    </message>
    <message>
        <source>By pattern</source>
        <translation>パターン順</translation>
    </message>
    <message>
        <source>By entropy, lowest first</source>
        <translation>エントロピーの低い順</translation>
    </message>
    <message>
        <source>By distance, nearest first</source>
        <translation>距離の近い順</translation>
    </message>
    <message>
        <source>Like the chosen head</source>
        <translation>選んだヘッドに似た順</translation>
    </message>
    <message>
        <source>Order of the heads</source>
        <translation>ヘッドの並べ方</translation>
    </message>
    <message>
        <source>Contrast: each head&apos;s colours reach up to its own strongest weight, not to 100 %</source>
        <translation>コントラスト：色の上限を 100 % ではなく、各ヘッドの最も強い重みにします</translation>
    </message>
    <message>
        <source>How heads are named</source>
        <translation>ヘッドの呼び名の決め方</translation>
    </message>
    <message>
        <source>Pictures of all heads</source>
        <translation>すべてのヘッドの画像</translation>
    </message>
    <message>
        <source>and see what every head does with it. For example:</source>
        <translation>各ヘッドがその文をどう見るかがわかります。例：</translation>
    </message>
    <message>
        <source>Type a sentence</source>
        <translation>文を入力してください</translation>
    </message>
    <message>
        <source>No pictures of all heads</source>
        <translation>すべてのヘッドの画像はありません</translation>
    </message>
    <message>
        <source>This captured trace is too large for them, or holds heads without numbers.</source>
        <translation>この記録済みトレースは画像にするには大きすぎるか、数値のないヘッドを含んでいます。</translation>
    </message>
    <message>
        <source>No head does this here</source>
        <translation>ここにはこの働きをするヘッドはありません</translation>
    </message>
    <message>
        <source>Choose other patterns above.</source>
        <translation>上でほかのパターンを選んでください。</translation>
    </message>
    <message>
        <source>Pictures of all heads are being made</source>
        <translation>すべてのヘッドの画像を作成しています</translation>
    </message>
    <message>
        <source>They appear when the model has read the text.</source>
        <translation>モデルがテキストを読み終えると表示されます。</translation>
    </message>
</context>
<context>
    <name>AnswerSection</name>
    <message>
        <source>agrees in every digit</source>
        <translation>全桁で一致</translation>
    </message>
    <message>
        <source>agrees to {size}</source>
        <translation>{size} の精度で一致</translation>
    </message>
    <message>
        <source>differs by {size}</source>
        <translation>{size} の差があります</translation>
    </message>
    <message numerus="yes">
        <source>%n weight(s); furthest apart in</source>
        <translation>
            <numerusform>重み %Ln 個中、差が最大なのは</numerusform>
        </translation>
    </message>
    <message>
        <source>layer {layer}, head {head}: {query} → {key}</source>
        <translation>層 {layer}、ヘッド {head}：{query} → {key}</translation>
    </message>
    <message>
        <source>device {value}</source>
        <translation>デバイス {value}</translation>
    </message>
    <message>
        <source>numpy {value}</source>
        <translation>numpy {value}</translation>
    </message>
    <message>
        <source>hidden states: {size} apart at most</source>
        <translation>隠れ状態の差：最大 {size}</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Dismiss</source>
        <translation>閉じる</translation>
    </message>
    <message>
        <source>Dismiss this message</source>
        <translation>このメッセージを閉じる</translation>
    </message>
</context>
<context>
    <name>ChangeControls</name>
    <message>
        <source>÷ √d: on</source>
        <translation>÷ √d：あり</translation>
    </message>
    <message>
        <source>÷ √d: off</source>
        <translation>÷ √d：なし</translation>
    </message>
    <message>
        <source>Positions: on</source>
        <translation>位置：あり</translation>
    </message>
    <message>
        <source>Positions: off</source>
        <translation>位置：なし</translation>
    </message>
    <message>
        <source>Model&apos;s mask</source>
        <translation>元のマスク</translation>
    </message>
    <message>
        <source>Causal mask</source>
        <translation>因果マスク</translation>
    </message>
    <message>
        <source>No mask</source>
        <translation>マスクなし</translation>
    </message>
    <message>
        <source>Each token sees what the model was made to see (M goes on to the next mask)</source>
        <translation>各トークンは、モデルの本来のとおりの範囲を見ます (M で次のマスクへ)</translation>
    </message>
    <message>
        <source>No token sees those after it (M)</source>
        <translation>どのトークンも、自分より後ろを見ません (M)</translation>
    </message>
    <message>
        <source>Every token sees all others (M)</source>
        <translation>どのトークンも、ほかのすべてを見ます (M)</translation>
    </message>
    <message>
        <source>Scores are divided by √d, the root of the head&apos;s width (D)</source>
        <translation>スコアを √d (ヘッドの幅の平方根) で割ります (D)</translation>
    </message>
    <message>
        <source>The model is told where each token stands (P)</source>
        <translation>各トークンの位置をモデルに知らせます (P)</translation>
    </message>
    <message>
        <source>Divide by √d</source>
        <translation>√d で割る</translation>
    </message>
    <message>
        <source>This model is made so: no token sees those after it.</source>
        <translation>このモデルは元からそうです：どのトークンも、自分より後ろを見ません。</translation>
    </message>
    <message>
        <source>This model is made so: every token sees all others.</source>
        <translation>このモデルは元からそうです：どのトークンも、ほかのすべてを見ます。</translation>
    </message>
    <message>
        <source>Without a mask a text may have {most} tokens, this one has {count}.</source>
        <translation>マスクなしで計算できるのは {most} トークンまでです。この文は {count} トークンあります。</translation>
    </message>
</context>
<context>
    <name>ChangePage</name>
    <message>
        <source>Hide</source>
        <translation>隠す</translation>
    </message>
    <message>
        <source>The model is on its way</source>
        <translation>モデルを準備しています</translation>
    </message>
    <message>
        <source>Choose a model above the sentence: it computes anew with each change.</source>
        <translation>文の上でモデルを選ぶと、変更のたびに計算し直します。</translation>
    </message>
    <message>
        <source>Type a sentence</source>
        <translation>文を入力してください</translation>
    </message>
    <message>
        <source>Then change something above, and see what becomes of it.</source>
        <translation>続いて上で何かを変えると、その影響がわかります。</translation>
    </message>
    <message>
        <source>This cannot be computed</source>
        <translation>計算できません</translation>
    </message>
    <message>
        <source>Computing it both ways …</source>
        <translation>変更前と変更後を計算しています…</translation>
    </message>
    <message>
        <source>Change something above: a mask, the temperature, a head, a word. Weights and output are compared.</source>
        <translation>上でマスク、温度、ヘッド、単語のどれかを変えると、重みと出力を比べます。</translation>
    </message>
    <message>
        <source>Of texts of more than {most} tokens the weights alone.</source>
        <translation>{most} トークンを超える文では、重みだけを比べます。</translation>
    </message>
    <message>
        <source>What if …?</source>
        <translation>もしも…</translation>
    </message>
</context>
<context>
    <name>ChangeResults</name>
    <message>
        <source>Weights before</source>
        <translation>変更前の重み</translation>
    </message>
    <message>
        <source>Weights after</source>
        <translation>変更後の重み</translation>
    </message>
    <message>
        <source>Row of {query}: before → after</source>
        <translation>{query} の行：変更前 → 変更後</translation>
    </message>
</context>
<context>
    <name>Chips</name>
    <message>
        <source>Copy the token {token}</source>
        <translation>トークン {token} をコピー</translation>
    </message>
    <message>
        <source>Copy all tokens, one a line</source>
        <translation>すべてのトークンを1行に1つずつコピー</translation>
    </message>
    <message>
        <source>Choose as query</source>
        <translation>クエリにする</translation>
    </message>
    <message>
        <source>Choose as key</source>
        <translation>キーにする</translation>
    </message>
    <message>
        <source>Token {index} · “{piece}” · number {id} of the vocabulary</source>
        <translation>トークン {index} · 「{piece}」 · 語彙番号 {id}</translation>
    </message>
    <message>
        <source>Click: make it the query. Shift+click or right click: make it the key.</source>
        <translation>クリックでクエリに、Shift+クリックまたは右クリックでキーにします。</translation>
    </message>
    <message>
        <source>Click: make it the query.</source>
        <translation>クリックでクエリにします。</translation>
    </message>
    <message>
        <source>Click: make it the key.</source>
        <translation>クリックでキーにします。</translation>
    </message>
    <message>
        <source>This layer does not attend to these tokens.</source>
        <translation>この層はこれらのトークンに注意を向けません。</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>トークン</translation>
    </message>
    <message>
        <source>Tokens written</source>
        <translation>出力されたトークン</translation>
    </message>
    <message>
        <source>No tokens yet.</source>
        <translation>トークンはまだありません。</translation>
    </message>
    <message>
        <source>Query {query}, key {key}. Arrow keys move the query, Shift with arrow keys the key.</source>
        <translation>クエリは {query}、キーは {key} です。矢印キーでクエリを、Shift+矢印キーでキーを動かします。</translation>
    </message>
</context>
<context>
    <name>ChosenSteps</name>
    <message>
        <source>Choose a step on the left and add it. It is kept with its sentence and its numbers.</source>
        <translation>左から場面を選んで追加します。場面は、その文と数値ごと保存されます。</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>Models (*.gguf *.safetensors);;All files (*)</source>
        <translation>モデル (*.gguf *.safetensors);;すべてのファイル (*)</translation>
    </message>
</context>
<context>
    <name>Compare</name>
    <message>
        <source>layer {layer} · head {head}</source>
        <translation>層 {layer} · ヘッド {head}</translation>
    </message>
    <message>
        <source>colours of a and b end at {share}</source>
        <translation>a と b の色：最大 {share}</translation>
    </message>
    <message>
        <source>pieces joined: keys summed, queries averaged</source>
        <translation>断片はまとめて表示：キーは合計、クエリは平均</translation>
    </message>
    <message>
        <source>no word is in both</source>
        <translation>共通する語はありません</translation>
    </message>
    <message>
        <source>Waiting for the first run</source>
        <translation>最初の計算を待っています</translation>
    </message>
    <message>
        <source>Then a second sentence, head, layer or model stands beside it.</source>
        <translation>計算が済むと、別の文・ヘッド・層・モデルと並べて比べられます。</translation>
    </message>
    <message>
        <source>Type a sentence in the window</source>
        <translation>ウィンドウに文を入力してください</translation>
    </message>
    <message>
        <source>It is a, the first of the two; b is chosen here.</source>
        <translation>それが 1 つ目の a になります。比べる相手の b はここで選びます。</translation>
    </message>
    <message>
        <source>A captured trace has one sentence and one model</source>
        <translation>取り込んだトレースの文とモデルは 1 つだけです</translation>
    </message>
    <message>
        <source>Compare two of its heads or layers, or choose a model that runs.</source>
        <translation>ヘッドどうし、または層どうしを比べてください。文やモデルを比べるには、実行できるモデルを選びます。</translation>
    </message>
    <message>
        <source>No second model is installed</source>
        <translation>ほかのモデルがインストールされていません</translation>
    </message>
    <message>
        <source>The Model menu says how to install one, or opens one from a folder.</source>
        <translation>「モデル」メニューでインストール方法を確認するか、フォルダーから開いてください。</translation>
    </message>
    <message>
        <source>b cannot be computed</source>
        <translation>b を計算できません</translation>
    </message>
    <message>
        <source>Type a second sentence above</source>
        <translation>上の欄に 2 つ目の文を入力してください</translation>
    </message>
    <message>
        <source>or take two from the examples.</source>
        <translation>例文から 2 つの文を選ぶこともできます。</translation>
    </message>
    <message>
        <source>b comes with the next run</source>
        <translation>b は次の計算で表示されます</translation>
    </message>
    <message>
        <source>b has no tokens</source>
        <translation>b にはトークンがありません</translation>
    </message>
    <message>
        <source>Too long to lay over each other</source>
        <translation>長すぎて重ねられません</translation>
    </message>
    <message>
        <source>Together the two may have {most} rows. Shorten one, or compare two heads of a shorter text.</source>
        <translation>重ねられるのは合わせて {most} 行までです。どちらかを短くするか、短い文でヘッドどうしを比べてください。</translation>
    </message>
    <message>
        <source>Both heads are of one run: each word has one vector. Another sentence shows how it moves.</source>
        <translation>どちらのヘッドも同じ計算のもので、単語のベクトルは 1 つしかありません。別の文と比べると、ベクトルの変化が見えます。</translation>
    </message>
    <message>
        <source>The vectors of two models lie in two spaces: an angle between them would mean nothing.</source>
        <translation>2 つのモデルのベクトルは別々の空間にあるため、その間の角度には意味がありません。</translation>
    </message>
    <message>
        <source>Vectors are compared in texts of up to {most} tokens.</source>
        <translation>ベクトルを比べられるのは {most} トークンまでの文章です。</translation>
    </message>
    <message>
        <source>The vectors come with the next run.</source>
        <translation>ベクトルは次の計算で表示されます。</translation>
    </message>
    <message>
        <source>No word is in both sentences: there is none to compare.</source>
        <translation>2 つの文に共通する語がないため、比べられる語がありません。</translation>
    </message>
    <message>
        <source>“{word}” is only in a. Choose a word that both have.</source>
        <translation>「{word}」は a にしかありません。両方にある語を選んでください。</translation>
    </message>
</context>
<context>
    <name>CompareChoice</name>
    <message>
        <source>none is installed</source>
        <translation>インストールされていません</translation>
    </message>
    <message>
        <source>Model of b: {name}</source>
        <translation>b のモデル：{name}</translation>
    </message>
    <message>
        <source>Compare with</source>
        <translation>比べる相手</translation>
    </message>
    <message>
        <source>sentence</source>
        <translation>文</translation>
    </message>
    <message>
        <source>Another sentence, in the same head</source>
        <translation>同じヘッドで別の文</translation>
    </message>
    <message>
        <source>head</source>
        <translation>ヘッド</translation>
    </message>
    <message>
        <source>The same sentence in another head</source>
        <translation>同じ文を別のヘッドで</translation>
    </message>
    <message>
        <source>layer</source>
        <translation>層</translation>
    </message>
    <message>
        <source>The same sentence in the same head of another layer</source>
        <translation>同じ文を別の層の同じ番号のヘッドで</translation>
    </message>
    <message>
        <source>model</source>
        <translation>モデル</translation>
    </message>
    <message>
        <source>The same sentence in another model</source>
        <translation>同じ文を別のモデルで</translation>
    </message>
    <message>
        <source>Examples</source>
        <translation>例文</translation>
    </message>
    <message>
        <source>Two sentences to compare: one for the window, one for here</source>
        <translation>比べる 2 つの文。1 つはウィンドウに、もう 1 つはここに入ります</translation>
    </message>
    <message>
        <source>Swap</source>
        <translation>入れ替え</translation>
    </message>
    <message>
        <source>The two sentences change places</source>
        <translation>2 つの文を入れ替えます</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>層</translation>
    </message>
    <message>
        <source>Previous layer of b</source>
        <translation>b の前の層</translation>
    </message>
    <message>
        <source>Next layer of b</source>
        <translation>b の次の層</translation>
    </message>
    <message>
        <source>Head</source>
        <translation>ヘッド</translation>
    </message>
    <message>
        <source>Previous head of b</source>
        <translation>b の前のヘッド</translation>
    </message>
    <message>
        <source>Next head of b</source>
        <translation>b の次のヘッド</translation>
    </message>
</context>
<context>
    <name>CompareView</name>
    <message>
        <source>Side by side</source>
        <translation>並べて比較</translation>
    </message>
</context>
<context>
    <name>Contents</name>
    <message>
        <source>Contents</source>
        <translation>目次</translation>
    </message>
    <message>
        <source>Lessons and steps</source>
        <translation>レッスンと場面</translation>
    </message>
</context>
<context>
    <name>CopiedBars</name>
    <message>
        <source>Copy these numbers as a table</source>
        <translation>これらの数値を表としてコピー</translation>
    </message>
</context>
<context>
    <name>CosineChart</name>
    <message>
        <source>before layer 0</source>
        <translation>層 0 の前</translation>
    </message>
    <message>
        <source>after layer {layer}</source>
        <translation>層 {layer} の後</translation>
    </message>
    <message>
        <source>{place}: cosine {value}</source>
        <translation>{place}：コサイン {value}</translation>
    </message>
    <message>
        <source>other shared words {value}</source>
        <translation>ほかの共通語 {value}</translation>
    </message>
    <message>
        <source>Vector of “{word}” in a and in b</source>
        <translation>a と b での「{word}」のベクトル</translation>
    </message>
    <message>
        <source>Cosine through the layers</source>
        <translation>層ごとのコサイン類似度</translation>
    </message>
    <message>
        <source>{title}: cosine from {first} at the start to {last} at the end, least {least} {place}</source>
        <translation>{title}：コサインは最初 {first}、最後 {last}、最小は{place}で {least}</translation>
    </message>
    <message>
        <source>layer</source>
        <translation>層</translation>
    </message>
    <message>
        <source>other shared words</source>
        <translation>ほかの共通語の平均</translation>
    </message>
    <message>
        <source>cosine of its vectors in a and b</source>
        <translation>a と b でのベクトルのコサイン</translation>
    </message>
    <message>
        <source>in</source>
        <translation>入力</translation>
    </message>
    <message>
        <source>Copy as a sentence</source>
        <translation>文としてコピー</translation>
    </message>
    <message>
        <source>Copy the numbers as a table</source>
        <translation>数値を表としてコピー</translation>
    </message>
</context>
<context>
    <name>DeckBuilder</name>
    <message>
        <source>A lecture of your own</source>
        <translation>自分の講義</translation>
    </message>
    <message>
        <source>All steps</source>
        <translation>すべての場面</translation>
    </message>
    <message>
        <source>Your lecture</source>
        <translation>自分の講義</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>題名</translation>
    </message>
    <message>
        <source>Add with the sentence in use</source>
        <translation>いまの文で追加</translation>
    </message>
    <message>
        <source>Add with the lesson&apos;s own sentence</source>
        <translation>レッスンの文で追加</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>取り除く</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>上へ</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>下へ</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>開く…</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>Handout (PDF)…</source>
        <translation>配布資料（PDF）…</translation>
    </message>
    <message>
        <source>Pictures or film…</source>
        <translation>画像・動画…</translation>
    </message>
    <message>
        <source>Present (F5)</source>
        <translation>発表する (F5)</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Delete</translation>
    </message>
    <message>
        <source>Alt+Up</source>
        <translation>Alt+↑</translation>
    </message>
    <message>
        <source>Alt+Down</source>
        <translation>Alt+↓</translation>
    </message>
    <message>
        <source>This lecture was not saved when the program ended. It is here as it was.</source>
        <translation>この講義はプログラムの終了時に保存されていませんでした。元のまま復元しました。</translation>
    </message>
    <message>
        <source>What is not saved is lost.</source>
        <translation>保存していない内容は失われます。</translation>
    </message>
    <message>
        <source>Open a lecture</source>
        <translation>講義を開く</translation>
    </message>
    <message>
        <source>Save the lecture</source>
        <translation>講義を保存</translation>
    </message>
    <message>
        <source>Saved: {file}</source>
        <translation>保存しました：{file}</translation>
    </message>
    <message>
        <source>Folder of SVG (*)</source>
        <translation>SVGのフォルダー (*)</translation>
    </message>
    <message>
        <source>Save your lecture first?</source>
        <translation>先に講義を保存しますか？</translation>
    </message>
</context>
<context>
    <name>Decks</name>
    <message>
        <source>No model is loaded yet: there are no numbers to keep.</source>
        <translation>モデルがまだ読み込まれていないため、保存する数値がありません。</translation>
    </message>
    <message>
        <source>First type a sentence.</source>
        <translation>まず文を入力してください。</translation>
    </message>
    <message>
        <source>One moment: the numbers of this step are on their way.</source>
        <translation>少々お待ちください。この場面の数値を計算しています。</translation>
    </message>
    <message>
        <source>Add it with the lesson&apos;s own sentence: that brings its model along.</source>
        <translation>「レッスンの文で追加」を選ぶと、必要なモデルごと追加できます。</translation>
    </message>
    <message>
        <source>Saved: {file}</source>
        <translation>保存しました：{file}</translation>
    </message>
    <message>
        <source>Saving: {share} %</source>
        <translation>保存中：{share} %</translation>
    </message>
</context>
<context>
    <name>Desktop</name>
    <message>
        <source>&amp;Clear this list</source>
        <translation>このリストを消去(&amp;C)</translation>
    </message>
    <message>
        <source>Size {percent} %</source>
        <translation>表示サイズ {percent} %</translation>
    </message>
    <message>
        <source>Size {percent} % from the next start on</source>
        <translation>表示サイズ {percent} %（次回の起動から）</translation>
    </message>
</context>
<context>
    <name>DeviceMenu</name>
    <message>
        <source>Automatic</source>
        <translation>自動</translation>
    </message>
    <message>
        <source>Automatic (now: {device})</source>
        <translation>自動（使用中：{device}）</translation>
    </message>
    <message>
        <source>&amp;Device</source>
        <translation>デバイス(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Look again for devices</source>
        <translation>デバイスを再検出(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Try the device that failed again</source>
        <translation>失敗したデバイスをもう一度試す(&amp;T)</translation>
    </message>
</context>
<context>
    <name>DifferenceMap</name>
    <message>
        <source>before</source>
        <translation>変更前</translation>
    </message>
    <message>
        <source>after</source>
        <translation>変更後</translation>
    </message>
    <message>
        <source>Difference of weights</source>
        <translation>重みの差</translation>
    </message>
    <message>
        <source>Choose a cell to compare its weights</source>
        <translation>セルを選ぶと重みを比べられます</translation>
    </message>
    <message>
        <source>only {name} has this pair</source>
        <translation>この組は {name} にしかありません</translation>
    </message>
    <message>
        <source>neither has this pair</source>
        <translation>この組はどちらにもありません</translation>
    </message>
    <message>
        <source>hatched: only one has this pair</source>
        <translation>斜線：一方にしかない組</translation>
    </message>
    <message>
        <source>empty: neither has it</source>
        <translation>空白：どちらにもない組</translation>
    </message>
    <message>
        <source>F: show all</source>
        <translation>F：全体を表示</translation>
    </message>
    <message>
        <source>F: readable size</source>
        <translation>F：読める大きさ</translation>
    </message>
    <message>
        <source>{after} − {before}: no difference worth a colour</source>
        <translation>{after} − {before}：色に表れるほどの差はありません</translation>
    </message>
    <message>
        <source>{after} − {before} in percentage points, up to ±{end}</source>
        <translation>{after} − {before} (パーセントポイント、最大 ±{end})</translation>
    </message>
    <message>
        <source>Copy this cell: {said}</source>
        <translation>このセルをコピー：{said}</translation>
    </message>
    <message>
        <source>Copy this row as a table</source>
        <translation>この行を表としてコピー</translation>
    </message>
    <message>
        <source>Copy all differences as a table</source>
        <translation>すべての差を表としてコピー</translation>
    </message>
    <message>
        <source>query</source>
        <translation>クエリ</translation>
    </message>
    <message>
        <source>key</source>
        <translation>キー</translation>
    </message>
    <message>
        <source>difference</source>
        <translation>差</translation>
    </message>
</context>
<context>
    <name>DriftChart</name>
    <message>
        <source>How the vector of “{word}” changes</source>
        <translation>「{word}」のベクトルの変化</translation>
    </message>
    <message>
        <source>to the layer before</source>
        <translation>前の層と</translation>
    </message>
    <message>
        <source>to its embedding</source>
        <translation>埋め込みと</translation>
    </message>
    <message>
        <source>cosine of the residual stream (1: same direction)</source>
        <translation>残差ストリームのコサイン（1：同じ向き）</translation>
    </message>
    <message>
        <source>Nearest word of the text, and its cosine</source>
        <translation>文中で最も近い語とコサイン</translation>
    </message>
    <message>
        <source>there is no other word</source>
        <translation>ほかの語がありません</translation>
    </message>
    <message>
        <source>cosine to the layer before {value}</source>
        <translation>前の層とのコサイン {value}</translation>
    </message>
    <message>
        <source>to its embedding {value}</source>
        <translation>埋め込みとのコサイン {value}</translation>
    </message>
    <message>
        <source>nearest word: {word}</source>
        <translation>最も近い語：{word}</translation>
    </message>
    <message>
        <source>Drift of a word&apos;s vector</source>
        <translation>語のベクトルの移り変わり</translation>
    </message>
</context>
<context>
    <name>DropHint</name>
    <message>
        <source>Drop to open this model</source>
        <translation>ドロップするとこのモデルを開きます</translation>
    </message>
    <message>
        <source>Drop to open this text</source>
        <translation>ドロップするとこのテキストを開きます</translation>
    </message>
    <message>
        <source>Drop to open this session</source>
        <translation>ドロップしてこのセッションを開く</translation>
    </message>
    <message>
        <source>Drop to open this lecture</source>
        <translation>ドロップするとこの講義を開きます</translation>
    </message>
</context>
<context>
    <name>EffectPanel</name>
    <message>
        <source>Output of the model</source>
        <translation>モデルの出力</translation>
    </message>
    <message>
        <source>Tokens whose vectors moved most</source>
        <translation>ベクトルが最も動いたトークン</translation>
    </message>
    <message>
        <source>The likeliest next words, before and after</source>
        <translation>次に来る語の候補 (変更前と変更後)</translation>
    </message>
    <message>
        <source>The model writes this, token for token the same as before.</source>
        <translation>モデルが書く文です。変更前とまったく同じです。</translation>
    </message>
    <message>
        <source>is written now. Before: {text} ({share} of the tokens are others)</source>
        <translation>と書くようになりました。変更前：{text} (トークンの {share} が別のものに)</translation>
    </message>
    <message>
        <source>What the encoder hands on keeps a cosine of {cosine}.</source>
        <translation>エンコーダの出力のコサインは {cosine} です。</translation>
    </message>
    <message>
        <source>{share} moved</source>
        <translation>{share} 移動</translation>
    </message>
    <message>
        <source>of the next word&apos;s probability has gone to other words (total variation; 100 % would be all of it).</source>
        <translation>次の語の確率のうち、ほかの語に移った割合です (全変動距離。100 % ならすべて)。</translation>
    </message>
    <message>
        <source>A word that was possible before is impossible now.</source>
        <translation>可能だった語が、ありえない語になりました。</translation>
    </message>
    <message>
        <source>So much more surprising are the words expected before: {bits} bits on average (Kullback-Leibler).</source>
        <translation>変更前に予想された語は、平均 {bits} ビットだけ意外な語になりました (カルバック・ライブラー情報量)。</translation>
    </message>
    <message>
        <source>cosine {cosine}</source>
        <translation>コサイン {cosine}</translation>
    </message>
    <message numerus="yes">
        <source>of the sentence vector before and after: the mean of the last layer over all %n token(s), 1 is no change.</source>
        <translation>
            <numerusform>変更前後の文ベクトルの比較です。文ベクトルは最終層の全 %Ln トークンの平均で、1 なら変化なしです。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>of what the encoder hands on, before and after: the mean of its last layer over all %n token(s).</source>
        <translation>
            <numerusform>変更前後のエンコーダの出力の比較です (最終層の全 %Ln トークンの平均)。</numerusform>
        </translation>
    </message>
    <message>
        <source>Tokens whose vectors moved most, with their cosine:</source>
        <translation>ベクトルが最も動いたトークンとそのコサイン：</translation>
    </message>
    <message>
        <source>No token moved.</source>
        <translation>どのトークンも動いていません。</translation>
    </message>
    <message>
        <source>Of texts of more than {most} tokens the vectors are not read back.</source>
        <translation>{most} トークンを超える文では、ベクトルを読み出しません。</translation>
    </message>
    <message>
        <source>This run has not brought the model&apos;s output.</source>
        <translation>この計算ではモデルの出力が得られませんでした。</translation>
    </message>
    <message>
        <source>Copy what is said here</source>
        <translation>この説明をコピー</translation>
    </message>
</context>
<context>
    <name>ExpertBars</name>
    <message>
        <source>Expert {expert}: {share} of the tokens; if all had the same: {even}</source>
        <translation>エキスパート {expert}：トークンの {share}（均等なら {even}）</translation>
    </message>
    <message>
        <source>Expert {expert}: {share}, chosen</source>
        <translation>エキスパート {expert}：{share}（選択）</translation>
    </message>
    <message>
        <source>Expert {expert}: {share}</source>
        <translation>エキスパート {expert}：{share}</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export</source>
        <translation>エクスポート</translation>
    </message>
    <message>
        <source>Folder for the steps</source>
        <translation>ステップの保存先フォルダー</translation>
    </message>
    <message>
        <source>PNG, a picture of pixels</source>
        <translation>PNG（ピクセル画像）</translation>
    </message>
    <message>
        <source>SVG, shapes and text</source>
        <translation>SVG（図形と文字）</translation>
    </message>
    <message>
        <source>PDF, shapes and text</source>
        <translation>PDF（図形と文字）</translation>
    </message>
    <message>
        <source>CSV, for spreadsheets</source>
        <translation>CSV（表計算ソフト用）</translation>
    </message>
    <message>
        <source>NPZ, for NumPy</source>
        <translation>NPZ（NumPy 用）</translation>
    </message>
    <message>
        <source>safetensors, every number of the run</source>
        <translation>safetensors（計算のすべての数値）</translation>
    </message>
    <message>
        <source>GIF, a film for web pages</source>
        <translation>GIF（ウェブページ用の動画）</translation>
    </message>
    <message>
        <source>MP4, a film</source>
        <translation>MP4（動画）</translation>
    </message>
    <message>
        <source>SVG, a file for each step</source>
        <translation>SVG（ステップごとに 1 ファイル）</translation>
    </message>
    <message>
        <source>PNG, a file for each step</source>
        <translation>PNG（ステップごとに 1 ファイル）</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>コピー</translation>
    </message>
    <message>
        <source>Print…</source>
        <translation>印刷…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>キャンセル</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>閉じる</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>エクスポート…</translation>
    </message>
    <message>
        <source>Saved: {file}</source>
        <translation>保存しました：{file}</translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation>コピーしました。</translation>
    </message>
    <message>
        <source>{size} pixels</source>
        <translation>{size} ピクセル</translation>
    </message>
    <message>
        <source>Each step moves in, then stands still. Needs the extra “video” of the package.</source>
        <translation>各ステップは動いて現れ、そのあと静止します。パッケージの追加機能「video」が必要です。</translation>
    </message>
    <message>
        <source>{rows} × {columns} weights with all their digits. Rows are queries.</source>
        <translation>{rows} × {columns} 個の重みを全桁で保存します。行はクエリです。</translation>
    </message>
    <message>
        <source>Weights and scores ({rows} × {columns}), query, key, value, output, tokens.</source>
        <translation>重みとスコア（{rows} × {columns}）、クエリ、キー、バリュー、出力、トークン。</translation>
    </message>
    <message>
        <source>Query, key, value, scores, weights, output of every head. This window can open it again.</source>
        <translation>すべてのヘッドのクエリ、キー、バリュー、スコア、重み、出力。このウィンドウで再び開けます。</translation>
    </message>
    <message>
        <source>Text stays text: it can be searched, copied and edited.</source>
        <translation>文字は文字のまま保存され、検索、コピー、編集ができます。</translation>
    </message>
    <message>
        <source>Numbers have no picture.</source>
        <translation>数値にはプレビューがありません。</translation>
    </message>
</context>
<context>
    <name>ExportFields</name>
    <message>
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>形式</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大きさ</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>倍率</translation>
    </message>
    <message>
        <source>Seconds a step</source>
        <translation>1 ステップの秒数</translation>
    </message>
    <message>
        <source>What to export</source>
        <translation>エクスポートする内容</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>幅</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>高さ</translation>
    </message>
    <message>
        <source>Pixels of the file for each one of the window</source>
        <translation>ウィンドウの 1 ピクセルあたりのファイルのピクセル数</translation>
    </message>
</context>
<context>
    <name>Exports</name>
    <message>
        <source>Print</source>
        <translation>印刷</translation>
    </message>
</context>
<context>
    <name>Finder</name>
    <message>
        <source>{part} · head {head}</source>
        <translation>{part} · ヘッド {head}</translation>
    </message>
    <message>
        <source>layer {layer} · head {head}</source>
        <translation>層 {layer} · ヘッド {head}</translation>
    </message>
    <message>
        <source>{head}: {share}, rank {rank} of {count}</source>
        <translation>{head}：{share}、{count} 個中 {rank} 位</translation>
    </message>
    <message>
        <source>The model is on its way</source>
        <translation>モデルを準備しています</translation>
    </message>
    <message>
        <source>Type a sentence</source>
        <translation>文を入力してください</translation>
    </message>
    <message>
        <source>Then choose two words of it: the finder ranks all heads by the weight between them.</source>
        <translation>続いて 2 つの単語を選ぶと、その間の重みですべてのヘッドを順位づけします。</translation>
    </message>
    <message>
        <source>No longer in the text: {words}</source>
        <translation>文からなくなりました：{words}</translation>
    </message>
    <message>
        <source>Choose another word above. Typed again, the old one is found again.</source>
        <translation>上で別の単語を選んでください。もう一度入力すれば、元の単語に戻ります。</translation>
    </message>
    <message>
        <source>Choose two words</source>
        <translation>2 つの単語を選んでください</translation>
    </message>
    <message>
        <source>Click one in each line above, or type it. All heads are then ranked by the weight between them.</source>
        <translation>上の各行で 1 語ずつクリックするか、入力してください。その間の重みですべてのヘッドを順位づけします。</translation>
    </message>
    <message>
        <source>No layer looks from what is read at what is written</source>
        <translation>入力文の単語から出力文の単語を見る層はありません</translation>
    </message>
    <message>
        <source>Words that are written look at both; words that are read, only at each other. Swap the two.</source>
        <translation>出力文の単語は両方の文を見ますが、入力文の単語は入力文だけを見ます。2 語を入れ替えてください。</translation>
    </message>
    <message>
        <source>No weights to rank</source>
        <translation>順位づけする重みがありません</translation>
    </message>
    <message>
        <source>This run gave no weights of all heads. A recorded trace may be too large for that.</source>
        <translation>この計算からは全ヘッドの重みが得られませんでした。記録済みトレースが大きすぎる場合があります。</translation>
    </message>
    <message>
        <source>Asking all heads …</source>
        <translation>全ヘッドを計算しています…</translation>
    </message>
    <message>
        <source>the head in focus is not among these layers</source>
        <translation>注目中のヘッドはこれらの層にありません</translation>
    </message>
    <message>
        <source>in focus: rank {rank} of {count}, {share} · {head}</source>
        <translation>注目中：{count} 個中 {rank} 位、{share} · {head}</translation>
    </message>
    <message>
        <source>most in {head}</source>
        <translation>最大は {head}</translation>
    </message>
    <message>
        <source>no head gives it any weight</source>
        <translation>どのヘッドも重みを置いていません</translation>
    </message>
    <message>
        <source>the key comes later: no head can see it</source>
        <translation>キーは後ろの単語なので、どのヘッドからも見えません</translation>
    </message>
    <message>
        <source>One word twice: how much each head keeps looking at the word itself.</source>
        <translation>同じ単語どうし：各ヘッドがその単語自身をどれだけ見るかを表します。</translation>
    </message>
    <message>
        <source>First and special tokens are where many heads rest that find nothing: large weights say little.</source>
        <translation>先頭や特殊トークンには、見る相手のないヘッドの重みが集まります。大きくても、ほとんど意味はありません。</translation>
    </message>
    <message>
        <source>Of the query&apos;s {all} pieces the first {used} are averaged.</source>
        <translation>クエリの {all} 個の断片のうち、先頭の {used} 個を平均しています。</translation>
    </message>
    <message>
        <source>Summed over the key&apos;s pieces, averaged over the query&apos;s; full bar and last colour: the best head.</source>
        <translation>キーの断片は合計、クエリの断片は平均。棒の長さと色は最上位のヘッドを基準にしています。</translation>
    </message>
    <message>
        <source>A weight, not a cause: it says where a head looks, not what the model does with it.</source>
        <translation>重みは原因ではありません。ヘッドの見る先であり、モデルの使い方は示しません。</translation>
    </message>
    <message>
        <source>“{word}” is beyond what the model reads of this text.</source>
        <translation>「{word}」は、モデルが読む範囲より後ろにあります。</translation>
    </message>
    <message>
        <source>“{word}” is no word of this text.</source>
        <translation>「{word}」という単語は、この文にありません。</translation>
    </message>
</context>
<context>
    <name>FinderView</name>
    <message>
        <source>Head finder</source>
        <translation>ヘッド検索</translation>
    </message>
    <message>
        <source>Query</source>
        <translation>クエリ</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>キー</translation>
    </message>
    <message>
        <source>Swap (X)</source>
        <translation>入れ替え (X)</translation>
    </message>
    <message>
        <source>The other direction: query and key change places (X)</source>
        <translation>逆向き：クエリとキーを入れ替えます (X)</translation>
    </message>
    <message>
        <source>Jump to the best (J)</source>
        <translation>最上位へ (J)</translation>
    </message>
    <message>
        <source>Look at the head at the top of the list, and in it at these two words (J)</source>
        <translation>一覧の先頭のヘッドに移り、この 2 語を表示します (J)</translation>
    </message>
    <message>
        <source>Pinned: these words stay, whatever is looked at elsewhere. Click to follow the pair in focus.</source>
        <translation>固定中：ほかで何を見ても、この 2 語のままです。クリックすると、注目中のペアに追従します。</translation>
    </message>
    <message>
        <source>The words follow the pair in focus. Click to pin them. Choosing a word here pins it, too.</source>
        <translation>注目中のペアに追従しています。クリックすると固定します。ここで単語を選んだときも固定されます。</translation>
    </message>
    <message>
        <source>Pin the words</source>
        <translation>単語を固定</translation>
    </message>
</context>
<context>
    <name>FlowControls</name>
    <message>
        <source>Rollout</source>
        <translation>ロールアウト</translation>
    </message>
    <message>
        <source>Flow</source>
        <translation>フロー</translation>
    </message>
    <message>
        <source>One layer</source>
        <translation>1 層のみ</translation>
    </message>
    <message>
        <source>{rule} (M: next method)</source>
        <translation>{rule}（M：次の方法）</translation>
    </message>
    <message>
        <source>Show special tokens (S). Without them, the other weights of each row are scaled up to 100 %.</source>
        <translation>特殊トークンを表示（S）。除外すると、各行の残りの重みを 100 % に換算します。</translation>
    </message>
    <message>
        <source>Show special tokens</source>
        <translation>特殊トークンを表示</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>語単位</translation>
    </message>
    <message>
        <source>Join the pieces of a word (P)</source>
        <translation>1 語の断片をまとめる（P）</translation>
    </message>
    <message>
        <source>Join the pieces of a word</source>
        <translation>1 語の断片をまとめる</translation>
    </message>
    <message>
        <source>Drift</source>
        <translation>変化</translation>
    </message>
    <message>
        <source>How the word&apos;s vector changes, in place of where it comes from (D)</source>
        <translation>由来の代わりに、語のベクトルの変化を表示（D）</translation>
    </message>
    <message>
        <source>Drift of the word&apos;s vector</source>
        <translation>語のベクトルの変化</translation>
    </message>
    <message>
        <source>layer</source>
        <translation>層</translation>
    </message>
    <message>
        <source>up to layer</source>
        <translation>層（上端）</translation>
    </message>
    <message>
        <source>One layer down</source>
        <translation>1 層下へ</translation>
    </message>
    <message>
        <source>One layer up</source>
        <translation>1 層上へ</translation>
    </message>
</context>
<context>
    <name>FlowMenu</name>
    <message>
        <source>Copy the share of {word}: {share}</source>
        <translation>{word} の割合をコピー：{share}</translation>
    </message>
    <message>
        <source>Copy the sentence above</source>
        <translation>上の説明文をコピー</translation>
    </message>
    <message>
        <source>Copy all numbers as a table</source>
        <translation>すべての数値を表としてコピー</translation>
    </message>
    <message>
        <source>Follow {word} upwards</source>
        <translation>{word} を上へたどる</translation>
    </message>
    <message>
        <source>See what reaches {word}</source>
        <translation>{word} に届くものを見る</translation>
    </message>
</context>
<context>
    <name>FlowTelling</name>
    <message>
        <source>Flow over layers</source>
        <translation>層をまたぐ流れ</translation>
    </message>
    <message>
        <source>Where a word&apos;s information comes from</source>
        <translation>語の情報の由来</translation>
    </message>
    <message>
        <source>tokens, not bytes: a token flows as a whole</source>
        <translation>バイトではなくトークン：トークンは全体として流れます</translation>
    </message>
    <message>
        <source>Click a word: what reaches it; at the input: where it goes.</source>
        <translation>語をクリック：その語に届くもの。入力の語なら、その行方。</translation>
    </message>
    <message>
        <source>Attention flow is being worked out: {share}</source>
        <translation>アテンションフローを計算しています：{share}</translation>
    </message>
</context>
<context>
    <name>ForeignNote</name>
    <message>
        <source>This model reads English only.</source>
        <translation>このモデルが読めるのは英語だけです。</translation>
    </message>
    <message>
        <source>Use the English sample</source>
        <translation>英語の例文を使う</translation>
    </message>
</context>
<context>
    <name>HeadChip</name>
    <message>
        <source>hide its lines</source>
        <translation>線を隠す</translation>
    </message>
    <message>
        <source>show its lines</source>
        <translation>線を表示</translation>
    </message>
    <message>
        <source>Take away {head}</source>
        <translation>{head} を外す</translation>
    </message>
</context>
<context>
    <name>HeadControl</name>
    <message>
        <source>Layer</source>
        <translation>層</translation>
    </message>
    <message>
        <source>Previous layer (Alt+Up)</source>
        <translation>前の層（Alt+↑）</translation>
    </message>
    <message>
        <source>Next layer (Alt+Down)</source>
        <translation>次の層（Alt+↓）</translation>
    </message>
    <message>
        <source>Head</source>
        <translation>ヘッド</translation>
    </message>
    <message>
        <source>Previous head (Alt+Shift+Left)</source>
        <translation>前のヘッド（Alt+Shift+←）</translation>
    </message>
    <message>
        <source>Next head (Alt+Shift+Right)</source>
        <translation>次のヘッド（Alt+Shift+→）</translation>
    </message>
</context>
<context>
    <name>HeadList</name>
    <message>
        <source>Heads by weight</source>
        <translation>重みの順のヘッド一覧</translation>
    </message>
    <message>
        <source>No heads yet.</source>
        <translation>まだヘッドがありません。</translation>
    </message>
    <message>
        <source>Click or Enter: look at this head and these words</source>
        <translation>クリックまたは Enter：このヘッドとこの 2 語を表示</translation>
    </message>
</context>
<context>
    <name>HeadMap</name>
    <message>
        <source>Map of heads</source>
        <translation>ヘッドの地図</translation>
    </message>
    <message>
        <source>layers down, heads across</source>
        <translation>縦：層 · 横：ヘッド</translation>
    </message>
    <message>
        <source>No heads yet.</source>
        <translation>まだヘッドがありません。</translation>
    </message>
</context>
<context>
    <name>HeadNumbers</name>
    <message>
        <source>Numbers of the head in focus</source>
        <translation>表示中のヘッドの数値</translation>
    </message>
</context>
<context>
    <name>HeadOutput</name>
    <message>
        <source>Head output</source>
        <translation>ヘッドの出力</translation>
    </message>
    <message>
        <source>It appears when the model has read the text.</source>
        <translation>モデルが文を読むと表示されます。</translation>
    </message>
    <message>
        <source>and see how much each head adds to its words. For example:</source>
        <translation>各ヘッドが単語に何をどれだけ加えるかが見られます。例：</translation>
    </message>
    <message>
        <source>Type a sentence</source>
        <translation>文を入力してください</translation>
    </message>
    <message>
        <source>This is a captured trace of {model}. Its attention was recorded, but not W_O, through which a head&apos;s result enters the residual stream. Choose a model that runs here to see it.</source>
        <translation>これは {model} の記録済みトレースです。注意は記録されていますが、ヘッドの結果を残差ストリームへ渡す W_O は記録されていません。ここで動くモデルを選ぶと表示されます。</translation>
    </message>
    <message>
        <source>No W_O in this trace</source>
        <translation>このトレースには W_O がありません</translation>
    </message>
    <message>
        <source>Choose a word</source>
        <translation>単語を選んでください</translation>
    </message>
    <message>
        <source>Click a cell of the heatmap, and its query is followed here.</source>
        <translation>ヒートマップのセルをクリックすると、そのクエリの流れをここに表示します。</translation>
    </message>
    <message>
        <source>What W_O makes of heads is read for texts of up to {most} tokens, and this one has {count}. Shorten the text to see it.</source>
        <translation>W_O を通した結果は {most} トークンまでの文で読み出します。この文は {count} トークンです。短くすると表示されます。</translation>
    </message>
    <message>
        <source>This text is too long for the view</source>
        <translation>文がこの表示には長すぎます</translation>
    </message>
    <message>
        <source>No numbers of W_O</source>
        <translation>W_O の数値がありません</translation>
    </message>
    <message>
        <source>This model gave none. Choose another one in the Model menu.</source>
        <translation>このモデルからは得られませんでした。モデルメニューから別のモデルを選んでください。</translation>
    </message>
    <message>
        <source>What the heads add is being computed</source>
        <translation>ヘッドが加える大きさを計算しています</translation>
    </message>
    <message>
        <source>What all heads add comes with the next run.</source>
        <translation>全ヘッドの大きさは次の計算で表示されます。</translation>
    </message>
    <message>
        <source>What all heads add is read for texts of up to {most} tokens; this one has {count}.</source>
        <translation>全ヘッドの大きさは {most} トークンまでの文で読み出します。この文は {count} トークンです。</translation>
    </message>
    <message>
        <source>For “{word}”, {head} adds a vector of length {own}.</source>
        <translation>{head} は「{word}」に長さ {own} のベクトルを加えます。</translation>
    </message>
    <message>
        <source>To “{word}”, {head} adds a vector of length {own}; the residual stream it is added to has length {stream} ({share}). Rank {rank} of {count} heads.</source>
        <translation>{head} は「{word}」に長さ {own} のベクトルを加えます。加算先の残差ストリームは長さ {stream} で、その {share} にあたり、{count} ヘッド中 {rank} 位です。</translation>
    </message>
    <message>
        <source>Here each key brings about as much as its weight says: all W_O v are about equally long.</source>
        <translation>ここでは各キーの寄与は重みとほぼ同じです。W_O v の長さがどれもほぼ等しいためです。</translation>
    </message>
    <message>
        <source>{key} has {weight} of the weight but brings {share}: its W_O v is short, {length} where the row&apos;s mean is {mean}.</source>
        <translation>{key} の重みは {weight} ですが、寄与は {share} だけです。W_O v の長さが {length} と短いためです（行の平均は {mean}）。</translation>
    </message>
    <message>
        <source>{key} has {weight} of the weight and brings {share}: its W_O v is long, {length} where the row&apos;s mean is {mean}.</source>
        <translation>{key} の重みは {weight} ですが、寄与は {share} あります。W_O v の長さが {length} と長いためです（行の平均は {mean}）。</translation>
    </message>
</context>
<context>
    <name>HeadOutputView</name>
    <message>
        <source>Head output</source>
        <translation>ヘッドの出力</translation>
    </message>
    <message>
        <source>From the weights to the residual stream</source>
        <translation>重みから残差ストリームまで</translation>
    </message>
    <message>
        <source>A weight alone, and what it brings</source>
        <translation>重みだけの値と、実際の寄与</translation>
    </message>
    <message>
        <source>by what it brings</source>
        <translation>寄与の順</translation>
    </message>
    <message>
        <source>by weight</source>
        <translation>重みの順</translation>
    </message>
    <message>
        <source>Order of the keys: by weight, or by weight × length of W_O v (S switches)</source>
        <translation>キーの並び順：重み、または 重み × W_O v の長さ（S で切り替え）</translation>
    </message>
    <message>
        <source>Order of the keys: {order}</source>
        <translation>キーの並び順：{order}</translation>
    </message>
    <message>
        <source>Copy {number}</source>
        <translation>{number} をコピー</translation>
    </message>
    <message>
        <source>Copy these numbers</source>
        <translation>これらの数値をコピー</translation>
    </message>
    <message>
        <source>Copy the sentences</source>
        <translation>説明文をコピー</translation>
    </message>
    <message>
        <source>Mean of all words</source>
        <translation>全単語の平均</translation>
    </message>
    <message>
        <source>Share of the stream</source>
        <translation>ストリームに対する割合</translation>
    </message>
    <message>
        <source>Keys by what they bring</source>
        <translation>キーを寄与の順に並べる</translation>
    </message>
</context>
<context>
    <name>HeadPicker</name>
    <message>
        <source>Layer</source>
        <translation>層</translation>
    </message>
    <message>
        <source>One layer down</source>
        <translation>1 つ前の層</translation>
    </message>
    <message>
        <source>One layer up</source>
        <translation>1 つ後の層</translation>
    </message>
    <message>
        <source>Head</source>
        <translation>ヘッド</translation>
    </message>
    <message>
        <source>One head down</source>
        <translation>1 つ前のヘッド</translation>
    </message>
    <message>
        <source>One head up</source>
        <translation>1 つ後のヘッド</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>追加</translation>
    </message>
</context>
<context>
    <name>HeadScatter</name>
    <message>
        <source>head {layer}.{head}: weight {weight}, effect {effect}, rank {rank} of {count}</source>
        <translation>ヘッド {layer}.{head}：重み {weight}、影響 {effect}、{count} 個中 {rank} 位</translation>
    </message>
    <message>
        <source>Copy: {said}</source>
        <translation>コピー：{said}</translation>
    </message>
    <message>
        <source>Copy all heads as a table</source>
        <translation>全ヘッドを表としてコピー</translation>
    </message>
    <message>
        <source>Weight and effect of all heads</source>
        <translation>全ヘッドの重みと影響</translation>
    </message>
    <message>
        <source>weight between the two words</source>
        <translation>2 語の間の重み</translation>
    </message>
</context>
<context>
    <name>Heads</name>
    <message>
        <source>Likeness: the cosine of two heads&apos; pictures, 1 for the same one. Compared are heads between the same texts.</source>
        <translation>類似度：2 つのヘッドの図のコサイン類似度で、同じ図なら 1 です。同じ文どうしを結ぶヘッドだけを比べます。</translation>
    </message>
    <message>
        <source>itself</source>
        <translation>自分自身</translation>
    </message>
    <message>
        <source>previous word</source>
        <translation>直前の語</translation>
    </message>
    <message>
        <source>next word</source>
        <translation>直後の語</translation>
    </message>
    <message>
        <source>same word</source>
        <translation>同じ語</translation>
    </message>
    <message>
        <source>first token</source>
        <translation>先頭トークン</translation>
    </message>
    <message>
        <source>special token</source>
        <translation>特殊トークン</translation>
    </message>
    <message>
        <source>broad</source>
        <translation>広範囲</translation>
    </message>
    <message>
        <source>mixed</source>
        <translation>混合</translation>
    </message>
    <message>
        <source>previous</source>
        <translation>直前</translation>
    </message>
    <message>
        <source>next</source>
        <translation>直後</translation>
    </message>
    <message>
        <source>same</source>
        <translation>同語</translation>
    </message>
    <message>
        <source>first</source>
        <translation>先頭</translation>
    </message>
    <message>
        <source>special</source>
        <translation>特殊</translation>
    </message>
    <message>
        <source>on average at least {enough} of the weight lies on the token itself</source>
        <translation>平均して重みの {enough} 以上がそのトークン自身にある</translation>
    </message>
    <message>
        <source>on average at least {enough} of the weight lies on the token before</source>
        <translation>平均して重みの {enough} 以上が直前のトークンにある</translation>
    </message>
    <message>
        <source>on average at least {enough} of the weight lies on the token after</source>
        <translation>平均して重みの {enough} 以上が直後のトークンにある</translation>
    </message>
    <message>
        <source>tokens that occur again give each other at least {enough} of their weight, on average</source>
        <translation>繰り返し現れるトークンが、平均して重みの {enough} 以上を互いに向ける</translation>
    </message>
    <message>
        <source>on average at least {enough} of the weight lies on the first token</source>
        <translation>平均して重みの {enough} 以上が先頭のトークンにある</translation>
    </message>
    <message>
        <source>none of the above, and at least {enough} of the weight lies on special tokens</source>
        <translation>上のどれでもなく、重みの {enough} 以上が特殊トークンにある</translation>
    </message>
    <message>
        <source>none of the above, and the entropy is at least {broad} of what even weights would have</source>
        <translation>上のどれでもなく、エントロピーが均等な重みの場合の {broad} 以上</translation>
    </message>
    <message>
        <source>none of the above</source>
        <translation>上のどれでもない</translation>
    </message>
    <message>
        <source>What a head is named after, on this text:</source>
        <translation>このテキストでのヘッドの呼び名の決め方：</translation>
    </message>
    <message>
        <source>Where several shares are large enough, the largest gives the name.</source>
        <translation>条件を満たす割合がいくつもあるときは、最も大きいものが呼び名になります。</translation>
    </message>
    <message>
        <source>Rows of special tokens do not count, unless there are no others.</source>
        <translation>特殊トークンの行は数えません (ほかに行がない場合を除く)。</translation>
    </message>
    <message>
        <source>In a picture rows are queries, columns are keys. A dot shows the largest weight of its tokens.</source>
        <translation>各画像の行はクエリ、列はキーです。1 つの点は、そこにまとめたトークンの重みの最大値を示します。</translation>
    </message>
    <message>
        <source>Encoder: self-attention</source>
        <translation>エンコーダ：自己注意</translation>
    </message>
    <message>
        <source>Decoder: masked self-attention</source>
        <translation>デコーダ：マスク付き自己注意</translation>
    </message>
    <message>
        <source>Decoder: cross-attention</source>
        <translation>デコーダ：交差注意</translation>
    </message>
    <message>
        <source>Layer {layer} · head {head}</source>
        <translation>層 {layer} · ヘッド {head}</translation>
    </message>
    <message>
        <source>likeness {cosine}</source>
        <translation>類似度 {cosine}</translation>
    </message>
    <message>
        <source>What each head does is not part of this trace.</source>
        <translation>このトレースには、各ヘッドの働きを示す値がありません。</translation>
    </message>
    <message>
        <source>entropy {bits} of {most} bits</source>
        <translation>エントロピー {bits} / {most} ビット</translation>
    </message>
    <message>
        <source>distance {tokens}</source>
        <translation>距離 {tokens}</translation>
    </message>
    <message>
        <source>{share} on the word before</source>
        <translation>直前の単語に {share}</translation>
    </message>
    <message>
        <source>{share} on the word after</source>
        <translation>直後の単語に {share}</translation>
    </message>
    <message>
        <source>{share} on the same word elsewhere</source>
        <translation>ほかの位置の同じ単語に {share}</translation>
    </message>
    <message>
        <source>{share} on the first word</source>
        <translation>先頭の単語に {share}</translation>
    </message>
    <message>
        <source>{share} on itself</source>
        <translation>自分自身に {share}</translation>
    </message>
    <message>
        <source>{share} on the token before</source>
        <translation>直前のトークンに {share}</translation>
    </message>
    <message>
        <source>{share} on the token after</source>
        <translation>直後のトークンに {share}</translation>
    </message>
    <message>
        <source>{share} on the same token elsewhere</source>
        <translation>別の位置の同じトークンに {share}</translation>
    </message>
    <message>
        <source>{share} on the first token</source>
        <translation>先頭のトークンに {share}</translation>
    </message>
    <message>
        <source>{share} on special tokens</source>
        <translation>特殊トークンに {share}</translation>
    </message>
    <message>
        <source>strongest: “{query}” → “{key}” {share}</source>
        <translation>最大：「{query}」→「{key}」{share}</translation>
    </message>
    <message>
        <source>by words: entropy {bits} of {most} bits</source>
        <translation>単語ごと：エントロピー {bits} / {most} ビット</translation>
    </message>
    <message>
        <source>distance {words} words</source>
        <translation>距離 {words} 語</translation>
    </message>
</context>
<context>
    <name>HeadsPage</name>
    <message>
        <source>Go on</source>
        <translation>再開</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>一時停止</translation>
    </message>
    <message>
        <source>Each head is removed alone, in a run of its own. That says what the model does without it here, on this text; heads may stand in for each other.</source>
        <translation>ヘッドを 1 個ずつ外して計算し直しています。わかるのは、この文でそのヘッドがないとどうなるかです。ヘッドどうしが補い合うこともあります。</translation>
    </message>
    <message>
        <source>All {count} heads removed in turn</source>
        <translation>{count} 個のヘッドをすべて順に外しました</translation>
    </message>
    <message>
        <source>{done} of {count} heads</source>
        <translation>{count} 個中 {done} 個</translation>
    </message>
    <message>
        <source>{done} of {count} heads · waits while you type</source>
        <translation>{count} 個中 {done} 個 · 入力が終わるのを待っています</translation>
    </message>
    <message>
        <source>effect of its removal: 1 − cosine of the sentence vector</source>
        <translation>外したときの影響：1 − 文ベクトルのコサイン</translation>
    </message>
    <message>
        <source>effect of its removal: share of the next word&apos;s probability that moves</source>
        <translation>外したときの影響：次の語の確率のうち移る割合</translation>
    </message>
    <message>
        <source>effect of its removal: share of the written tokens that become others</source>
        <translation>外したときの影響：書いた文のトークンのうち別のものになる割合</translation>
    </message>
    <message>
        <source>Type a sentence: then each head is removed in turn.</source>
        <translation>文を入力してください。ヘッドを 1 個ずつ順に外していきます。</translation>
    </message>
    <message>
        <source>A captured trace holds what was computed once: no head can be removed.</source>
        <translation>記録済みのトレースは一度計算した結果です。ヘッドは外せません。</translation>
    </message>
    <message>
        <source>A text of more than {most} tokens is too long for this: its vectors are not read back.</source>
        <translation>{most} トークンを超える文は対象外です。ベクトルを読み出さないためです。</translation>
    </message>
    <message>
        <source>Choose two words: a cell of the heatmap.</source>
        <translation>ヒートマップのセルで 2 語を選んでください。</translation>
    </message>
    <message>
        <source>Removing heads …</source>
        <translation>ヘッドを外しています…</translation>
    </message>
    <message>
        <source>From “{query}” to “{key}” head {heavy} has the largest weight, {weight}; whichever head is removed, the output stays the same.</source>
        <translation>「{query}」から「{key}」への重みが最大のヘッドは {heavy} ({weight}) です。どのヘッドを 1 個外しても、出力は変わりません。</translation>
    </message>
    <message>
        <source>From “{query}” to “{key}” head {heavy} has the largest weight, {weight}; without it the output moves by {effect}, rank {rank} of {count}.</source>
        <translation>「{query}」から「{key}」への重みが最大のヘッドは {heavy} ({weight}) です。これを外すと出力は {effect} 動きます ({count} 個中 {rank} 位)。</translation>
    </message>
    <message>
        <source>{one} {other}</source>
        <translation>{one}{other}</translation>
    </message>
    <message>
        <source>It moves most without head {strong} ({effect}), whose weight is {weight}.</source>
        <translation>最も大きく動くのはヘッド {strong} を外したとき ({effect}) で、その重みは {weight} です。</translation>
    </message>
    <message>
        <source>But head {idle}, too, has {weight}, and without it the output moves by {effect} only.</source>
        <translation>一方、重み {weight} のヘッド {idle} を外しても、出力は {effect} しか動きません。</translation>
    </message>
    <message>
        <source>Over all heads the two ranks go together only in part: correlation {value}.</source>
        <translation>全ヘッドで見ると、両者の順位は一部しか一致しません (順位相関 {value})。</translation>
    </message>
    <message>
        <source>Over all heads the weight tells next to nothing about the effect: rank correlation {value}.</source>
        <translation>全ヘッドで見ると、重みから影響はほとんどわかりません (順位相関 {value})。</translation>
    </message>
    <message>
        <source>Over all heads larger weights go with larger effects here: rank correlation {value}.</source>
        <translation>全ヘッドで見ると、この文では重みが大きいほど影響も大きくなっています (順位相関 {value})。</translation>
    </message>
    <message>
        <source>Over all heads larger weights go with smaller effects here: rank correlation {value}.</source>
        <translation>全ヘッドで見ると、この文では重みが大きいほど影響は小さくなっています (順位相関 {value})。</translation>
    </message>
</context>
<context>
    <name>Heatmap</name>
    <message>
        <source>rows: keys · columns: queries</source>
        <translation>行：キー · 列：クエリ</translation>
    </message>
    <message>
        <source>rows: queries · columns: keys</source>
        <translation>行：クエリ · 列：キー</translation>
    </message>
    <message>
        <source>a column looks for the word written next</source>
        <translation>各列は次に書く語の手がかりを探す</translation>
    </message>
    <message>
        <source>a row looks for the word written next</source>
        <translation>各行は次に書く語の手がかりを探す</translation>
    </message>
    <message>
        <source>special tokens hidden: columns no longer add up to 100 %</source>
        <translation>特殊トークンは非表示（各列の合計は 100 % になりません）</translation>
    </message>
    <message>
        <source>special tokens hidden: rows no longer add up to 100 %</source>
        <translation>特殊トークンは非表示（各行の合計は 100 % になりません）</translation>
    </message>
    <message>
        <source>contrast scale: brightest colour {share}</source>
        <translation>コントラスト優先：最も明るい色が {share}</translation>
    </message>
    <message>
        <source>logarithmic scale</source>
        <translation>対数スケール</translation>
    </message>
    <message>
        <source>grey: masked, no token sees later ones</source>
        <translation>灰色：マスク（後のトークンは見えない）</translation>
    </message>
    <message>
        <source>labels: one in {n}</source>
        <translation>ラベルは {n} 個に 1 個を表示</translation>
    </message>
    <message>
        <source>words: weights of pieces summed over keys, averaged over queries</source>
        <translation>単語：断片の重みをキーは合計、クエリは平均</translation>
    </message>
    <message>
        <source>bytes: each has an equal share of its token&apos;s weight</source>
        <translation>バイト：トークンの重みを等分</translation>
    </message>
    <message>
        <source>too long for bytes: tokens are shown</source>
        <translation>バイトで示すには長すぎるため、トークンで表示</translation>
    </message>
    <message>
        <source>The contrast scale ends at the largest weight between two different tokens of your own text; special tokens and the first token as a key are left out. Stronger cells wear the brightest colour.</source>
        <translation>コントラスト優先では、入力した文の異なる 2 つのトークン間で最も大きい重みをカラースケールの上限とします。特殊トークンと、キーとしての先頭トークンは除きます。上限を超えるセルは最も明るい色で表示します。</translation>
    </message>
    <message>
        <source>The logarithmic scale runs from 0.01 % to 100 %: each colour step stands for the same factor. What is less than 0.01 % wears the darkest colour.</source>
        <translation>対数スケールは 0.01 % から 100 % まで。色の 1 段は同じ倍率を表します。0.01 % 未満は最も暗い色になります。</translation>
    </message>
    <message>
        <source>The full scale runs from 0 % to 100 %, whatever the text.</source>
        <translation>全範囲では、どの文でもカラースケールは 0 % から 100 % までです。</translation>
    </message>
    <message>
        <source>masked</source>
        <translation>マスク</translation>
    </message>
    <message>
        <source>“{key}” comes later than “{query}” and cannot be seen from it.</source>
        <translation>「{key}」は「{query}」より後にあるので見えません。</translation>
    </message>
    <message>
        <source>“{key}” lies too far before “{query}” to be seen from it.</source>
        <translation>「{key}」は「{query}」より前すぎて見えません。</translation>
    </message>
    <message>
        <source>Choose a cell to open its weight</source>
        <translation>セルを選ぶと、重みの計算過程を表示します</translation>
    </message>
    <message>
        <source>word</source>
        <translation>単語</translation>
    </message>
    <message>
        <source>token</source>
        <translation>トークン</translation>
    </message>
    <message>
        <source>byte</source>
        <translation>バイト</translation>
    </message>
    <message>
        <source>rank {rank} of {count}</source>
        <translation>{count} 個中 {rank} 位</translation>
    </message>
    <message>
        <source>{count} pieces summed</source>
        <translation>断片 {count} 個を合計</translation>
    </message>
    <message>
        <source>{count} pieces averaged</source>
        <translation>断片 {count} 個を平均</translation>
    </message>
    <message>
        <source>one of {count} bytes that share {weight}</source>
        <translation>{weight} を {count} バイトで等分</translation>
    </message>
    <message>
        <source>entropy {bits} of {most} bits</source>
        <translation>エントロピー {bits} ビット（最大 {most}）</translation>
    </message>
    <message>
        <source>sum {share}</source>
        <translation>合計 {share}</translation>
    </message>
    <message>
        <source>most to {key} {share}</source>
        <translation>最大は {key} へ {share}</translation>
    </message>
    <message>
        <source>query</source>
        <translation>クエリ</translation>
    </message>
    <message>
        <source>mean {share}</source>
        <translation>平均 {share}</translation>
    </message>
    <message>
        <source>most from {query} {share}</source>
        <translation>最大は {query} から {share}</translation>
    </message>
    <message>
        <source>key</source>
        <translation>キー</translation>
    </message>
    <message>
        <source>Heatmap of the head in focus</source>
        <translation>表示中のヘッドのヒートマップ</translation>
    </message>
</context>
<context>
    <name>HeatmapMenu</name>
    <message>
        <source>Copy the weight {query} → {key}: {weight}</source>
        <translation>重み {query} → {key}：{weight} をコピー</translation>
    </message>
    <message>
        <source>Copy the row of {query} as a table</source>
        <translation>{query} の行を表としてコピー</translation>
    </message>
    <message>
        <source>Copy the entropy of {query}: {bits} bits</source>
        <translation>{query} のエントロピーをコピー：{bits} ビット</translation>
    </message>
    <message>
        <source>Copy all weights as a table</source>
        <translation>すべての重みを表としてコピー</translation>
    </message>
    <message>
        <source>Choose this pair</source>
        <translation>この組を選ぶ</translation>
    </message>
    <message>
        <source>Choose {query} as query</source>
        <translation>{query} をクエリにする</translation>
    </message>
    <message>
        <source>Choose {key} as key</source>
        <translation>{key} をキーにする</translation>
    </message>
</context>
<context>
    <name>HeatmapSwitches</name>
    <message>
        <source>W</source>
        <translation>語</translation>
    </message>
    <message>
        <source>T</source>
        <translation>ト</translation>
    </message>
    <message>
        <source>B</source>
        <translation>バ</translation>
    </message>
    <message>
        <source>words</source>
        <translation>単語</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>トークン</translation>
    </message>
    <message>
        <source>bytes</source>
        <translation>バイト</translation>
    </message>
    <message>
        <source>Along the axes: {axis}. Click for words, tokens, bytes (Ctrl+Shift+1, 2, 3)</source>
        <translation>軸の単位：{axis}。クリックで単語・トークン・バイトを切り替え (Ctrl+Shift+1、2、3)</translation>
    </message>
    <message>
        <source>Transpose: keys in rows (Ctrl+T)</source>
        <translation>転置：行をキーにする（Ctrl+T）</translation>
    </message>
    <message>
        <source>Show special tokens (Ctrl+.)</source>
        <translation>特殊トークンを表示（Ctrl+.）</translation>
    </message>
    <message>
        <source>Contrast scale: not drowned by special tokens and the first token (Ctrl+K)</source>
        <translation>コントラスト優先：特殊トークンや先頭トークンの強い重みに埋もれない配色（Ctrl+K）</translation>
    </message>
</context>
<context>
    <name>HeatmapView</name>
    <message>
        <source>drag to move · F: show all</source>
        <translation>ドラッグで移動 · F：全体を表示</translation>
    </message>
    <message>
        <source>F: readable size</source>
        <translation>F：読める大きさに戻す</translation>
    </message>
    <message>
        <source>Attention heatmap</source>
        <translation>アテンションのヒートマップ</translation>
    </message>
    <message>
        <source>No pair is chosen.</source>
        <translation>クエリとキーの組が選ばれていません。</translation>
    </message>
    <message>
        <source>{query} to {key}: {share}.</source>
        <translation>{query} から {key} へ：{share}。</translation>
    </message>
    <message>
        <source>{query} attends most to {key}, {share}.</source>
        <translation>{query} が最も注意を向けているのは {key} で、{share} です。</translation>
    </message>
    <message>
        <source>Type a sentence on the left</source>
        <translation>左に文を入力してください</translation>
    </message>
    <message>
        <source>and watch each word look at the others. For example:</source>
        <translation>それぞれの単語がほかの単語に注意を向ける様子が見られます。例：</translation>
    </message>
    <message>
        <source>No model is loaded</source>
        <translation>モデルが読み込まれていません</translation>
    </message>
    <message>
        <source>Choose one in the Model menu, Alt+M.</source>
        <translation>「モデル」メニュー（Alt+M）から選んでください。</translation>
    </message>
    <message>
        <source>Only special tokens here, and they are hidden</source>
        <translation>特殊トークンだけの文です（特殊トークンは非表示）</translation>
    </message>
</context>
<context>
    <name>HideRow</name>
    <message>
        <source>Words to hide</source>
        <translation>隠す単語</translation>
    </message>
    <message>
        <source>Hidden: {words}.</source>
        <translation>隠した単語：{words}。</translation>
    </message>
    <message>
        <source>No word is hidden.</source>
        <translation>隠した単語はありません。</translation>
    </message>
    <message numerus="yes">
        <source>%n piece(s)</source>
        <translation>
            <numerusform>断片 %Ln 個</numerusform>
        </translation>
    </message>
    <message>
        <source>Click: let the others see it again.</source>
        <translation>クリック：ほかの単語から再び見えるようにします。</translation>
    </message>
    <message>
        <source>Click: no other word sees it.</source>
        <translation>クリック：ほかの単語から見えなくします。</translation>
    </message>
</context>
<context>
    <name>HubPanel</name>
    <message>
        <source>From the Hugging Face hub</source>
        <translation>Hugging Face Hub から入手</translation>
    </message>
    <message>
        <source>Name of a model: owner/model</source>
        <translation>モデル名（例：owner/model）</translation>
    </message>
    <message>
        <source>Name of a model on the Hugging Face hub</source>
        <translation>Hugging Face Hub のモデル名</translation>
    </message>
    <message>
        <source>Look up</source>
        <translation>検索</translation>
    </message>
    <message>
        <source>File to download</source>
        <translation>ダウンロードするファイル</translation>
    </message>
    <message>
        <source>Go on downloading</source>
        <translation>続きをダウンロード</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>ダウンロード</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>キャンセル</translation>
    </message>
    <message>
        <source>Open it</source>
        <translation>開く</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%Ln 個のファイル</numerusform>
        </translation>
    </message>
    <message>
        <source>Asking the hub…</source>
        <translation>Hub に問い合わせています…</translation>
    </message>
    <message>
        <source>{done} of {size}</source>
        <translation>{size} 中 {done}</translation>
    </message>
    <message>
        <source>{here} of {size} are already on this machine.</source>
        <translation>{size} のうち {here} はすでにこのコンピューターにあります。</translation>
    </message>
    <message>
        <source>“{name}” is on this machine now.</source>
        <translation>「{name}」をダウンロードしました。</translation>
    </message>
</context>
<context>
    <name>InspectorColumn</name>
    <message>
        <source>Score: how well query and key match</source>
        <translation>スコア：クエリとキーがどれだけ合うか</translation>
    </message>
    <message>
        <source>Softmax: the score&apos;s share of its row</source>
        <translation>ソフトマックス：行の中での割合</translation>
    </message>
    <message>
        <source>This row adds up to 100 %</source>
        <translation>この行の合計は 100 %</translation>
    </message>
    <message>
        <source>Output = Σ weight × value</source>
        <translation>出力 = Σ 重み × バリュー</translation>
    </message>
    <message>
        <source>masked</source>
        <translation>マスク</translation>
    </message>
    <message numerus="yes">
        <source>%n number(s)</source>
        <translation>
            <numerusform>%Ln 個の数</numerusform>
        </translation>
    </message>
    <message>
        <source>term by term</source>
        <translation>要素ごとの積</translation>
    </message>
    <message numerus="yes">
        <source>sum over %n key(s)</source>
        <translation>
            <numerusform>%Ln 個のキーの合計</numerusform>
        </translation>
    </message>
    <message>
        <source>output for {token}</source>
        <translation>{token} の出力</translation>
    </message>
    <message>
        <source>query head {head}</source>
        <translation>クエリヘッド {head}</translation>
    </message>
    <message>
        <source>key/value head {head} of {count}</source>
        <translation>キー/バリューヘッド {head}（全 {count}）</translation>
    </message>
    <message>
        <source>after rotation</source>
        <translation>回転後</translation>
    </message>
    <message numerus="yes">
        <source>The score uses them rotated, %n position(s) apart.</source>
        <translation>
            <numerusform>スコアは回転後の値で計算します（距離 %Ln）。</numerusform>
        </translation>
    </message>
    <message>
        <source>The query is at position {query}, the key at {key}.</source>
        <translation>クエリは位置 {query}、キーは位置 {key} にあります。</translation>
    </message>
    <message>
        <source>before rotation</source>
        <translation>回転前</translation>
    </message>
    <message>
        <source>Query and key are shown {state}</source>
        <translation>クエリとキーの表示：{state}</translation>
    </message>
    <message>
        <source>This model tells positions by rotation (RoPE): in query and key, numbers i and i + {half} are turned together by an angle that grows with the token&apos;s position. The score then depends on how far apart the two are. Click to see the numbers before or after.</source>
        <translation>このモデルは位置を回転で表します (RoPE)。クエリとキーの i 番目と i + {half} 番目の数を組にして、トークンの位置に比例した角度だけ回します。スコアには 2 つのトークンの距離だけが効きます。クリックで回転前と回転後の値を切り替えます。</translation>
    </message>
    <message>
        <source>sum of the products</source>
        <translation>積の和</translation>
    </message>
    <message>
        <source>scaled</source>
        <translation>スケーリング</translation>
    </message>
    <message>
        <source>minus the largest</source>
        <translation>最大値を引く</translation>
    </message>
    <message>
        <source>exponential</source>
        <translation>指数関数</translation>
    </message>
    <message>
        <source>sum over the row</source>
        <translation>行全体の和</translation>
    </message>
    <message>
        <source>share</source>
        <translation>割合</translation>
    </message>
    <message>
        <source>may not look ahead: score −∞</source>
        <translation>後のトークンは見えない：スコア −∞</translation>
    </message>
    <message>
        <source>lies too far back: score −∞</source>
        <translation>前すぎて見えない：スコア −∞</translation>
    </message>
    <message numerus="yes">
        <source>%n more: {share}</source>
        <translation>
            <numerusform>ほか %Ln 個：{share}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %n term(s)</source>
        <translation>
            <numerusform>全 %Ln 項</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>InspectorView</name>
    <message>
        <source>Calculation of one weight</source>
        <translation>1 つの重みの計算</translation>
    </message>
    <message>
        <source>Copy the whole calculation</source>
        <translation>計算全体をコピー</translation>
    </message>
    <message>
        <source>Copy {name} = {value}</source>
        <translation>{name} = {value} をコピー</translation>
    </message>
    <message>
        <source>How a weight is made</source>
        <translation>重みができるまで</translation>
    </message>
    <message>
        <source>Choose a cell of the heatmap to see every number behind it.</source>
        <translation>ヒートマップのセルを選ぶと、
その計算に使われた数をすべて確認できます。</translation>
    </message>
</context>
<context>
    <name>KernelTable</name>
    <message>
        <source>Kernel</source>
        <translation>カーネル</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>回数</translation>
    </message>
    <message>
        <source>ms</source>
        <translation>ms</translation>
    </message>
    <message>
        <source>GFLOP/s</source>
        <translation>GFLOP/s</translation>
    </message>
    <message>
        <source>GB/s</source>
        <translation>GB/s</translation>
    </message>
    <message>
        <source>Share of ceiling</source>
        <translation>上限に対する割合</translation>
    </message>
    <message>
        <source>Bound by</source>
        <translation>律速</translation>
    </message>
    <message>
        <source>arithmetic</source>
        <translation>演算</translation>
    </message>
    <message>
        <source>memory</source>
        <translation>メモリ</translation>
    </message>
    <message>
        <source>All kernels</source>
        <translation>全カーネル</translation>
    </message>
    <message>
        <source>{name}: {flops} million operations, {bytes} MB moved</source>
        <translation>{name}：演算 {flops} 百万回、データ転送 {bytes} MB</translation>
    </message>
    <message>
        <source>More than the ceiling: its data lay in a cache, or the ceiling was measured low.</source>
        <translation>上限を超えています。データがキャッシュに載っていたか、上限が低めに測定されました。</translation>
    </message>
</context>
<context>
    <name>KeysCard</name>
    <message>
        <source>next step; also a click</source>
        <translation>次の場面（クリックでも）</translation>
    </message>
    <message>
        <source>step back; also a right click</source>
        <translation>前の場面（右クリックでも）</translation>
    </message>
    <message>
        <source>number, Enter</source>
        <translation>数字、Enter</translation>
    </message>
    <message>
        <source>to a step of this lesson</source>
        <translation>このレッスンのその番号の場面へ</translation>
    </message>
    <message>
        <source>first and last step of the lesson</source>
        <translation>レッスンの最初・最後の場面</translation>
    </message>
    <message>
        <source>next lesson, lesson before</source>
        <translation>次・前のレッスン</translation>
    </message>
    <message>
        <source>contents: every lesson and step</source>
        <translation>目次：すべてのレッスンと場面</translation>
    </message>
    <message>
        <source>black screen, and back</source>
        <translation>暗転、もう一度で戻る</translation>
    </message>
    <message>
        <source>spotlight that follows the mouse</source>
        <translation>マウスを追うスポットライト</translation>
    </message>
    <message>
        <source>larger, smaller</source>
        <translation>大きく・小さく</translation>
    </message>
    <message>
        <source>日本語, English</source>
        <translation>English・日本語</translation>
    </message>
    <message>
        <source>one hand more for this word</source>
        <translation>そのことばに1票足す</translation>
    </message>
    <message>
        <source>take the last hand back</source>
        <translation>最後の1票を取り消す</translation>
    </message>
    <message>
        <source>G, number, Enter</source>
        <translation>G、数字、Enter</translation>
    </message>
    <message>
        <source>to a step, while digits count hands</source>
        <translation>票を数える間に別の場面へ</translation>
    </message>
    <message>
        <source>type another sentence</source>
        <translation>別の文を入力する</translation>
    </message>
    <message>
        <source>the lesson&apos;s own sentence</source>
        <translation>レッスンの文とモデル</translation>
    </message>
    <message>
        <source>notes, clock and timer</source>
        <translation>話し手用：メモと時計</translation>
    </message>
    <message>
        <source>timer: pause, from 0</source>
        <translation>タイマー：一時停止、0から</translation>
    </message>
    <message>
        <source>slides on the other display</source>
        <translation>スライドをもう一方の画面へ</translation>
    </message>
    <message>
        <source>slides in a window, or full screen</source>
        <translation>スライドをウィンドウ・全画面に</translation>
    </message>
    <message>
        <source>leave; Shift+F5 comes back here</source>
        <translation>終了（Shift+F5で再開）</translation>
    </message>
    <message>
        <source>Through the lecture</source>
        <translation>講義を進める</translation>
    </message>
    <message>
        <source>The slide</source>
        <translation>スライド</translation>
    </message>
    <message>
        <source>Where the audience guesses</source>
        <translation>会場が予想する場面で</translation>
    </message>
    <message>
        <source>The sentence</source>
        <translation>文</translation>
    </message>
    <message>
        <source>The speaker</source>
        <translation>話し手</translation>
    </message>
    <message>
        <source>Keys of the lecture</source>
        <translation>講義のキー</translation>
    </message>
    <message>
        <source>F1 or Esc closes this page</source>
        <translation>F1かEscで閉じます</translation>
    </message>
</context>
<context>
    <name>KeysSection</name>
    <message>
        <source>weight</source>
        <translation>重み</translation>
    </message>
    <message>
        <source>× length</source>
        <translation>× 長さ</translation>
    </message>
    <message>
        <source>brings</source>
        <translation>寄与</translation>
    </message>
    <message>
        <source>rank</source>
        <translation>順位</translation>
    </message>
    <message>
        <source>{key}: weight {weight} (rank {first}) × length {length} of W_O v = {product}, {share} of all (rank {then})</source>
        <translation>{key}：重み {weight}（{first} 位）× W_O v の長さ {length} = {product}、全体の {share}（{then} 位）</translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>ほか %Ln 個</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LaboratoryView</name>
    <message>
        <source>Laboratory</source>
        <translation>実験室</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>戻す</translation>
    </message>
    <message>
        <source>All knobs as at first (R)</source>
        <translation>つまみをすべて最初の位置に戻す (R)</translation>
    </message>
    <message>
        <source>Lesson</source>
        <translation>講義</translation>
    </message>
    <message>
        <source>The lesson on this, step by step (L)</source>
        <translation>このテーマの講義を順を追って見る (L)</translation>
    </message>
    <message>
        <source>Copy {number}</source>
        <translation>{number} をコピー</translation>
    </message>
    <message>
        <source>Copy picture</source>
        <translation>図をコピー</translation>
    </message>
    <message>
        <source>Copy table of numbers</source>
        <translation>数値の表をコピー</translation>
    </message>
    <message>
        <source>Copy the sentence above the picture</source>
        <translation>図の上の一文をコピー</translation>
    </message>
    <message>
        <source>Reset the knobs</source>
        <translation>つまみを元に戻す</translation>
    </message>
    <message>
        <source>A sentence to try it on</source>
        <translation>実験に向いた例文を使う</translation>
    </message>
    <message>
        <source>Open the lesson</source>
        <translation>講義を開く</translation>
    </message>
    <message>
        <source>Next lab</source>
        <translation>次の実験</translation>
    </message>
    <message>
        <source>Previous lab</source>
        <translation>前の実験</translation>
    </message>
</context>
<context>
    <name>LanguageSwitch</name>
    <message>
        <source>Switch between English and Japanese (Ctrl+L)</source>
        <translation>英語と日本語を切り替えます（Ctrl+L）</translation>
    </message>
    <message>
        <source>Language: {language}</source>
        <translation>言語：{language}</translation>
    </message>
</context>
<context>
    <name>LateNote</name>
    <message>
        <source>Still computing…</source>
        <translation>計算中です…</translation>
    </message>
</context>
<context>
    <name>LayerFlow</name>
    <message>
        <source>input</source>
        <translation>入力</translation>
    </message>
    <message>
        <source>and see where each word&apos;s information comes from. For example:</source>
        <translation>すると、各語の情報がどこから来たかが見えます。例：</translation>
    </message>
    <message>
        <source>Type a sentence</source>
        <translation>文を入力してください</translation>
    </message>
    <message>
        <source>No weights of all heads</source>
        <translation>全ヘッドの重みがありません</translation>
    </message>
    <message>
        <source>This captured trace does not hold them.</source>
        <translation>このトレースファイルには含まれていません。</translation>
    </message>
    <message>
        <source>Only special tokens here, and they are left out</source>
        <translation>特殊トークンしかなく、除外されています</translation>
    </message>
    <message>
        <source>The S key brings them back.</source>
        <translation>S キーで表示に戻せます。</translation>
    </message>
    <message>
        <source>It is shown for up to {most} tokens; this text has {count}. Shorten it.</source>
        <translation>表示できるのは {most} トークンまでです。この文は {count} トークンあるので、短くしてください。</translation>
    </message>
    <message>
        <source>This text is too long for the flow</source>
        <translation>文が長すぎて、流れを表示できません</translation>
    </message>
    <message>
        <source>In this model it is worked out for up to {most} tokens; this text has {count}. Rollout shows all of it.</source>
        <translation>このモデルで計算できるのは {most} トークンまでです（この文は {count}）。ロールアウトなら全体を表示できます。</translation>
    </message>
    <message>
        <source>Too long for attention flow</source>
        <translation>アテンションフローには長すぎます</translation>
    </message>
    <message>
        <source>Attention flow is being worked out</source>
        <translation>アテンションフローを計算しています</translation>
    </message>
    <message>
        <source>Waiting for the next run</source>
        <translation>次の計算を待っています</translation>
    </message>
    <message>
        <source>Then each word shows where its information comes from.</source>
        <translation>終わると、各語の情報の由来が表示されます。</translation>
    </message>
    <message>
        <source>rollout</source>
        <translation>ロールアウト</translation>
    </message>
    <message>
        <source>attention flow</source>
        <translation>アテンションフロー</translation>
    </message>
    <message>
        <source>one layer</source>
        <translation>1 層のみ</translation>
    </message>
    <message>
        <source>Rollout: each layer counts as half its weights (all heads averaged) and half the word itself, which passes the heads unchanged; the layers are multiplied (Abnar and Zuidema 2020).</source>
        <translation>ロールアウト：各層を「重み（全ヘッドの平均）半分＋ヘッドを素通りする語自身 半分」とみなし、全層を掛け合わせます（Abnar and Zuidema 2020）。</translation>
    </message>
    <message>
        <source>Attention flow: the same layers taken as pipes. For each input word, the most that could run from it to the chosen word; all of them together are 100 % (Abnar and Zuidema 2020). Through many layers nearly every word could supply nearly all, so the shares lie close together.</source>
        <translation>アテンションフロー：同じ層を管とみなし、各入力語から選んだ語へ流しうる最大量を求めます。合計を 100 % とします（Abnar and Zuidema 2020）。層が多いと、ほとんどどの語からもほぼ全量を流せるため、割合は互いに近くなります。</translation>
    </message>
    <message>
        <source>One layer: what the word looks at in this layer alone, all heads averaged.</source>
        <translation>1 層のみ：この層だけで語がどこに注意を向けるか（全ヘッドの平均）。</translation>
    </message>
    <message>
        <source>written</source>
        <translation>出力</translation>
    </message>
    <message>
        <source>layer {layer}</source>
        <translation>層 {layer}</translation>
    </message>
    <message>
        <source>In layer {layer} alone, “{word}” gives {share} of its attention to “{source}” (all heads averaged).</source>
        <translation>層 {layer} だけで見ると、「{word}」は注意の {share} を「{source}」に向けます（全ヘッドの平均）。</translation>
    </message>
    <message>
        <source>Of all that could flow to “{word}” through one layer, {share} could come from “{source}” (attention flow).</source>
        <translation>1 層を通って「{word}」に流れうるもののうち、{share} は「{source}」から来ることができます（アテンションフロー）。</translation>
    </message>
    <message>
        <source>Of all that could flow to “{word}” through {layers} layers, {share} could come from “{source}” (attention flow).</source>
        <translation>{layers} 層を通って「{word}」に流れうるもののうち、{share} は「{source}」から来ることができます（アテンションフロー）。</translation>
    </message>
    <message>
        <source>In one layer, {share} of what reaches “{word}” comes from “{source}” (rollout).</source>
        <translation>1 層で「{word}」に届くもののうち、{share} は「{source}」から来ます（ロールアウト）。</translation>
    </message>
    <message>
        <source>In {layers} layers, {share} of what reaches “{word}” comes from “{source}” (rollout).</source>
        <translation>{layers} 層を経て「{word}」に届くもののうち、{share} は「{source}」から来ます（ロールアウト）。</translation>
    </message>
    <message>
        <source>Where the decoder has read “{word}”, it gives {share} of its attention to “{source}” (all heads and layers averaged).</source>
        <translation>デコーダーは「{word}」を読んだところで、注意の {share} を「{source}」に向けます（全ヘッド・全層の平均）。</translation>
    </message>
    <message>
        <source>Of all that could flow to the decoder where it has read “{word}”, {share} could come from “{source}” (attention flow).</source>
        <translation>「{word}」を読んだところのデコーダーに流れうるもののうち、{share} は「{source}」から来ることができます（アテンションフロー）。</translation>
    </message>
    <message>
        <source>Where the decoder has read “{word}”, {share} of what it takes from the text comes from “{source}” (rollout of cross-attention and the encoder).</source>
        <translation>デコーダーが「{word}」を読んだところで原文から受け取るもののうち、{share} は「{source}」から来ます（クロスアテンションとエンコーダーのロールアウト）。</translation>
    </message>
    <message>
        <source>from the word itself: {share}</source>
        <translation>その語自身から：{share}</translation>
    </message>
    <message>
        <source>bars add up to 100 %</source>
        <translation>棒の合計は 100 %</translation>
    </message>
    <message>
        <source>the first token is where heads look that find nothing (an attention sink)</source>
        <translation>先頭のトークンには、見るべきものがないヘッドが注意を預けます（アテンションシンク）</translation>
    </message>
    <message>
        <source>special tokens left out, the rest scaled up to 100 %</source>
        <translation>特殊トークンを除外（残りを 100 % に換算）</translation>
    </message>
    <message>
        <source>pieces of words joined</source>
        <translation>語の断片は結合</translation>
    </message>
    <message>
        <source>the {count} weakest words joined as others</source>
        <translation>割合の小さい {count} 語は「その他」に結合</translation>
    </message>
    <message>
        <source>cross-attention of all decoder layers averaged, then the encoder&apos;s layers</source>
        <translation>デコーダー全層のクロスアテンションの平均、その下はエンコーダーの層</translation>
    </message>
    <message>
        <source>the encoder&apos;s layers</source>
        <translation>エンコーダーの層</translation>
    </message>
    <message>
        <source>{level} · token {index}</source>
        <translation>{level} · トークン {index}</translation>
    </message>
    <message>
        <source>“{word}” · {level} · above the chosen word</source>
        <translation>「{word}」· {level} · 選んだ語より上</translation>
    </message>
    <message>
        <source>“{word}” · {level} · {share} · rank {rank} of {count}</source>
        <translation>「{word}」· {level} · {share} · {count} 語中 {rank} 位</translation>
    </message>
    <message>
        <source>largest flow {value}</source>
        <translation>最大フロー {value}</translation>
    </message>
    <message>
        <source>embedding</source>
        <translation>埋め込み</translation>
    </message>
    <message>
        <source>word</source>
        <translation>語</translation>
    </message>
    <message>
        <source>cosine of “{word}”</source>
        <translation>「{word}」のコサイン</translation>
    </message>
    <message>
        <source>to the layer before</source>
        <translation>前の層と</translation>
    </message>
    <message>
        <source>to its embedding</source>
        <translation>埋め込みと</translation>
    </message>
    <message>
        <source>nearest word</source>
        <translation>最も近い語</translation>
    </message>
    <message>
        <source>its cosine</source>
        <translation>そのコサイン</translation>
    </message>
</context>
<context>
    <name>LayerFlowView</name>
    <message>
        <source>Flow over layers</source>
        <translation>層をまたぐ流れ</translation>
    </message>
    <message>
        <source>others</source>
        <translation>その他</translation>
    </message>
</context>
<context>
    <name>Lines</name>
    <message>
        <source>layer {layer} · head {head}</source>
        <translation>層 {layer} · ヘッド {head}</translation>
    </message>
    <message>
        <source>showing the strongest {shown} of {strong} lines that reach {least} (of {all} in all)</source>
        <translation>{least} 以上の {strong} 本のうち強い順に {shown} 本を表示（全 {all} 本）</translation>
    </message>
    <message>
        <source>showing {shown} of {all} lines, at least {least}</source>
        <translation>全 {all} 本のうち {least} 以上の {shown} 本を表示</translation>
    </message>
    <message>
        <source>in sight: lines with an end here</source>
        <translation>表示中：この範囲に端がある線だけ</translation>
    </message>
    <message>
        <source>dashed: the pair in focus, weaker than that</source>
        <translation>破線：注目中の組（下限より弱い）</translation>
    </message>
    <message>
        <source>special tokens hidden: weights no longer add up to 100 %</source>
        <translation>特殊トークンは非表示：重みの合計は 100 % になりません</translation>
    </message>
    <message>
        <source>too long for lines: tokens {first} to {last} of {all}, around the one in focus</source>
        <translation>線で表すには長すぎるため、注目中のトークンの前後（{all} 個中 {first}～{last} 番目）だけを表示</translation>
    </message>
    <message>
        <source>above: looks back · below: looks forward</source>
        <translation>上：前を見る · 下：後ろを見る</translation>
    </message>
    <message>
        <source>looks back only: no token sees later ones</source>
        <translation>前だけを見る：どのトークンも後ろは見えません</translation>
    </message>
    <message>
        <source>blue end: query · orange end: key</source>
        <translation>青い端：クエリ · オレンジの端：キー</translation>
    </message>
    <message>
        <source>queries left · keys right</source>
        <translation>左：クエリ · 右：キー</translation>
    </message>
    <message>
        <source>queries above · keys below</source>
        <translation>上：クエリ · 下：キー</translation>
    </message>
    <message>
        <source>two lists: queries and keys are two texts here, arcs need one</source>
        <translation>2 列で表示：ここではクエリとキーが別のテキストのため、弧は描けません</translation>
    </message>
</context>
<context>
    <name>LinesCanvas</name>
    <message>
        <source>{token} as query; with Shift, as key</source>
        <translation>クエリとしての {token}。Shift を押すとキーとして</translation>
    </message>
    <message>
        <source>{query} → {key}: {share}, rank {rank} · {head}</source>
        <translation>{query} → {key}：{share}、{rank} 位 · {head}</translation>
    </message>
</context>
<context>
    <name>LinesControls</name>
    <message>
        <source>Two lists</source>
        <translation>2 列</translation>
    </message>
    <message>
        <source>The text twice: queries and keys, a line for each weight (A switches)</source>
        <translation>テキストを 2 つ並べ、クエリとキーを重みの線で結びます（A で切り替え）</translation>
    </message>
    <message>
        <source>Arcs</source>
        <translation>弧</translation>
    </message>
    <message>
        <source>The text once, with arcs above and below (A switches)</source>
        <translation>テキストを 1 つ置き、上下に弧を描きます（A で切り替え）</translation>
    </message>
    <message>
        <source>Show special tokens (S)</source>
        <translation>特殊トークンを表示 (S)</translation>
    </message>
    <message>
        <source>Show special tokens</source>
        <translation>特殊トークンを表示</translation>
    </message>
    <message>
        <source>at least</source>
        <translation>下限</translation>
    </message>
    <message>
        <source>Weaker lines are not drawn (plus and minus keys)</source>
        <translation>これより弱い線は描きません（＋と－のキー）</translation>
    </message>
    <message>
        <source>Least weight that has a line, in percent</source>
        <translation>線を描く重みの下限（パーセント）</translation>
    </message>
</context>
<context>
    <name>LinesLegend</name>
    <message>
        <source>+ head</source>
        <translation>＋ ヘッド</translation>
    </message>
    <message>
        <source>Add a head (N)</source>
        <translation>ヘッドを追加 (N)</translation>
    </message>
    <message>
        <source>No more than {n} heads at once</source>
        <translation>同時に表示できるのは {n} ヘッドまでです</translation>
    </message>
</context>
<context>
    <name>LinesView</name>
    <message>
        <source>Lines</source>
        <translation>線</translation>
    </message>
    <message>
        <source>this model has no such head</source>
        <translation>このモデルにはこのヘッドがありません</translation>
    </message>
    <message>
        <source>it looks between other texts than the layer in focus</source>
        <translation>注目中の層とは別のテキストの間を見るヘッドです</translation>
    </message>
    <message>
        <source>comes with the next run</source>
        <translation>次の計算で表示されます</translation>
    </message>
    <message>
        <source>Attention as lines</source>
        <translation>線で表した注意</translation>
    </message>
    <message>
        <source>{query} attends most to {key}, {share}.</source>
        <translation>{query} が最も注意を向けるのは {key}（{share}）です。</translation>
    </message>
    <message>
        <source>Choose a token or a line</source>
        <translation>トークンか線を選んでください</translation>
    </message>
    <message>
        <source>rank {rank} of {count}</source>
        <translation>{count} 個中 {rank} 位</translation>
    </message>
    <message>
        <source>looks at</source>
        <translation>の注意先：</translation>
    </message>
    <message>
        <source>is looked at by</source>
        <translation>に注意を向ける側：</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>ほか %Ln 件</numerusform>
        </translation>
    </message>
    <message>
        <source>Waiting for the first run</source>
        <translation>最初の計算を待っています</translation>
    </message>
    <message>
        <source>Then each word is joined to those it attends to.</source>
        <translation>計算が終わると、各単語と注意先が線で結ばれます。</translation>
    </message>
    <message>
        <source>and see what each word looks at. For example:</source>
        <translation>それぞれの単語がどこを見ているかがわかります。例：</translation>
    </message>
    <message>
        <source>Type a sentence</source>
        <translation>文を入力してください</translation>
    </message>
    <message>
        <source>All heads are hidden</source>
        <translation>すべてのヘッドが非表示です</translation>
    </message>
    <message>
        <source>Choose one in the legend above.</source>
        <translation>上の凡例から選んでください。</translation>
    </message>
    <message>
        <source>Only special tokens here, and they are hidden</source>
        <translation>特殊トークンしかなく、それらは非表示です</translation>
    </message>
    <message>
        <source>This head comes with the next run</source>
        <translation>このヘッドは次の計算で表示されます</translation>
    </message>
</context>
<context>
    <name>LoadingCard</name>
    <message>
        <source>Loading {model}</source>
        <translation>{model} を読み込んでいます</translation>
    </message>
    <message>
        <source>{what} · {percent} %</source>
        <translation>{what} · {percent} %</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>キャンセル</translation>
    </message>
    <message>
        <source>Stop loading (Esc)</source>
        <translation>読み込みを中止します (Esc)</translation>
    </message>
    <message>
        <source>Stop loading</source>
        <translation>読み込みを中止します</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Calculation</source>
        <translation>計算</translation>
    </message>
    <message>
        <source>Performance</source>
        <translation>パフォーマンス</translation>
    </message>
    <message>
        <source>Captured trace of {model}</source>
        <translation>{model} の実行記録</translation>
    </message>
    <message>
        <source>Attention microscope</source>
        <translation>アテンション顕微鏡</translation>
    </message>
    <message>
        <source>Sentence</source>
        <translation>文</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>トークン</translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>&amp;File</source>
        <translation>ファイル(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>編集(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>表示(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>言語(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Present</source>
        <translation>解説(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>ヘルプ(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Colour scale</source>
        <translation>カラースケール(&amp;C)</translation>
    </message>
    <message>
        <source>Colou&amp;rs</source>
        <translation>配色(&amp;R)</translation>
    </message>
    <message>
        <source>La&amp;yout</source>
        <translation>レイアウト(&amp;Y)</translation>
    </message>
    <message>
        <source>&amp;Open text file…</source>
        <translation>テキストファイルを開く(&amp;O)…</translation>
    </message>
    <message>
        <source>Open t&amp;race file…</source>
        <translation>記録ファイルを開く(&amp;R)…</translation>
    </message>
    <message>
        <source>&amp;Examples</source>
        <translation>文の例(&amp;E)</translation>
    </message>
    <message>
        <source>Pa&amp;nels</source>
        <translation>パネル(&amp;N)</translation>
    </message>
    <message>
        <source>Recent sente&amp;nces</source>
        <translation>最近の文(&amp;N)</translation>
    </message>
    <message>
        <source>Words, t&amp;okens or bytes</source>
        <translation>単語・トークン・バイト(&amp;O)</translation>
    </message>
    <message>
        <source>Go to a &amp;panel</source>
        <translation>パネルへ移動(&amp;P)</translation>
    </message>
    <message>
        <source>La&amp;bs</source>
        <translation>実験(&amp;B)</translation>
    </message>
    <message>
        <source>Ne&amp;w session</source>
        <translation>新しいセッション(&amp;W)</translation>
    </message>
    <message>
        <source>Open sess&amp;ion…</source>
        <translation>セッションを開く(&amp;I)…</translation>
    </message>
    <message>
        <source>Sa&amp;ve session</source>
        <translation>セッションを保存(&amp;V)</translation>
    </message>
    <message>
        <source>Save session &amp;as…</source>
        <translation>名前を付けてセッションを保存(&amp;A)…</translation>
    </message>
    <message>
        <source>Save &amp;picture…</source>
        <translation>画像を保存(&amp;P)…</translation>
    </message>
    <message>
        <source>E&amp;xport…</source>
        <translation>エクスポート(&amp;X)…</translation>
    </message>
    <message>
        <source>Prin&amp;t…</source>
        <translation>印刷(&amp;T)…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>終了(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>元に戻す(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>やり直す(&amp;R)</translation>
    </message>
    <message>
        <source>Cu&amp;t</source>
        <translation>切り取り(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>コピー(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Paste</source>
        <translation>貼り付け(&amp;P)</translation>
    </message>
    <message>
        <source>Select &amp;all</source>
        <translation>すべて選択(&amp;A)</translation>
    </message>
    <message>
        <source>Pre&amp;ferences…</source>
        <translation>環境設定(&amp;F)…</translation>
    </message>
    <message>
        <source>Copy ca&amp;lculation</source>
        <translation>計算過程をコピー(&amp;L)</translation>
    </message>
    <message>
        <source>Copy p&amp;icture</source>
        <translation>画像をコピー(&amp;I)</translation>
    </message>
    <message>
        <source>Copy ta&amp;ble of weights</source>
        <translation>重みの表をコピー(&amp;B)</translation>
    </message>
    <message>
        <source>Let the model &amp;write on</source>
        <translation>モデルに続きを書かせる(&amp;W)</translation>
    </message>
    <message>
        <source>St&amp;op the writing</source>
        <translation>書くのを止める(&amp;O)</translation>
    </message>
    <message>
        <source>Previous &amp;layer</source>
        <translation>前の層(&amp;L)</translation>
    </message>
    <message>
        <source>Next layer</source>
        <translation>次の層</translation>
    </message>
    <message>
        <source>Previous &amp;head</source>
        <translation>前のヘッド(&amp;H)</translation>
    </message>
    <message>
        <source>Next h&amp;ead</source>
        <translation>次のヘッド(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Back to the last view</source>
        <translation>前の表示に戻る(&amp;B)</translation>
    </message>
    <message>
        <source>Forwar&amp;d again</source>
        <translation>次に進む(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Transpose: keys in rows</source>
        <translation>転置：行をキーにする(&amp;T)</translation>
    </message>
    <message>
        <source>Show &amp;special tokens</source>
        <translation>特殊トークンを表示(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Full: 0 to 100 %</source>
        <translation>全範囲：0～100 %(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Contrast: up to the strongest of the ordinary weights</source>
        <translation>コントラスト優先：特殊トークンなどを除いた重みの最大値まで(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Logarithmic: 0.01 to 100 %</source>
        <translation>対数：0.01〜100 %(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Switch scale</source>
        <translation>カラースケールを切り替える(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Words: weights of pieces joined</source>
        <translation>単語：断片の重みをまとめる(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Tokens: as the model reads them</source>
        <translation>トークン：モデルが読むまま(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Bytes: under their characters</source>
        <translation>バイト：文字ごとにまとめて(&amp;B)</translation>
    </message>
    <message>
        <source>As the &amp;system</source>
        <translation>システムに合わせる(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>ライト(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>ダーク(&amp;D)</translation>
    </message>
    <message>
        <source>Lar&amp;ger</source>
        <translation>大きく表示(&amp;G)</translation>
    </message>
    <message>
        <source>Sm&amp;aller</source>
        <translation>小さく表示(&amp;A)</translation>
    </message>
    <message>
        <source>Usual si&amp;ze</source>
        <translation>標準の大きさ(&amp;Z)</translation>
    </message>
    <message>
        <source>F&amp;ull screen</source>
        <translation>全画面表示(&amp;U)</translation>
    </message>
    <message>
        <source>Next-&amp;word panel</source>
        <translation>次の語パネル(&amp;W)</translation>
    </message>
    <message>
        <source>Per&amp;formance panel</source>
        <translation>パフォーマンスパネル(&amp;F)</translation>
    </message>
    <message>
        <source>Calculation panel</source>
        <translation>計算パネル</translation>
    </message>
    <message>
        <source>&amp;Simple: heatmap and calculation</source>
        <translation>シンプル：ヒートマップと計算(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Compare: side by side, all heads, lines</source>
        <translation>比較：並べて比較・全ヘッド・線(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Research: everything</source>
        <translation>研究：すべて表示(&amp;R)</translation>
    </message>
    <message>
        <source>R&amp;eset the layout</source>
        <translation>レイアウトを初期状態に戻す(&amp;E)</translation>
    </message>
    <message>
        <source>E&amp;xperts, where a model has some</source>
        <translation>エキスパート（持つモデルのみ）(&amp;X)</translation>
    </message>
    <message>
        <source>Go to the sente&amp;nce</source>
        <translation>文へ移動(&amp;N)</translation>
    </message>
    <message>
        <source>Go to the heat&amp;map</source>
        <translation>ヒートマップへ移動(&amp;M)</translation>
    </message>
    <message>
        <source>Go to the calculat&amp;ion</source>
        <translation>計算過程へ移動(&amp;I)</translation>
    </message>
    <message>
        <source>Go to the to&amp;kens</source>
        <translation>トークンへ移動(&amp;K)</translation>
    </message>
    <message>
        <source>Next &amp;panel</source>
        <translation>次のパネル(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Switch language</source>
        <translation>言語を切り替える(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Lecture</source>
        <translation>講義(&amp;L)</translation>
    </message>
    <message>
        <source>Lecture of your &amp;own…</source>
        <translation>自分の講義(&amp;O)…</translation>
    </message>
    <message>
        <source>&amp;Step through the calculation</source>
        <translation>計算をステップごとに解説(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation>キーボードショートカット(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Tour</source>
        <translation>ツアー(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;About attnviz</source>
        <translation>attnviz について(&amp;A)</translation>
    </message>
</context>
<context>
    <name>ModelList</name>
    <message>
        <source>in use</source>
        <translation>使用中</translation>
    </message>
    <message>
        <source>Models on this machine</source>
        <translation>このコンピューターにあるモデル</translation>
    </message>
    <message>
        <source>In the program and in packages</source>
        <translation>本体とパッケージに含まれるモデル</translation>
    </message>
    <message>
        <source>In the Hugging Face cache of this machine</source>
        <translation>このコンピューターの Hugging Face キャッシュにあるモデル</translation>
    </message>
</context>
<context>
    <name>ModelMenu</name>
    <message>
        <source>&amp;Model</source>
        <translation>モデル(&amp;M)</translation>
    </message>
    <message>
        <source>Open model &amp;folder…</source>
        <translation>モデルのフォルダーを開く(&amp;F)…</translation>
    </message>
    <message>
        <source>&amp;Open model file (GGUF)…</source>
        <translation>モデルファイル (GGUF) を開く(&amp;O)…</translation>
    </message>
    <message>
        <source>&amp;More models…</source>
        <translation>その他のモデル(&amp;M)…</translation>
    </message>
    <message>
        <source>{family} · licence {licence}</source>
        <translation>{family} · ライセンス：{licence}</translation>
    </message>
    <message>
        <source>Not installed. To install it: {command}</source>
        <translation>インストールされていません。インストールするには：{command}</translation>
    </message>
</context>
<context>
    <name>Models</name>
    <message>
        <source>encoder</source>
        <translation>エンコーダ</translation>
    </message>
    <message>
        <source>decoder</source>
        <translation>デコーダ</translation>
    </message>
    <message>
        <source>encoder-decoder</source>
        <translation>エンコーダ・デコーダ</translation>
    </message>
    <message>
        <source>{family} · {kind} · {layers} layers × {heads} heads</source>
        <translation>{family} · {kind} · {layers} 層 × {heads} ヘッド</translation>
    </message>
    <message>
        <source>needs {needed} of memory, this device has {room}</source>
        <translation>メモリが {needed} 必要ですが、このデバイスには {room} しかありません</translation>
    </message>
    <message>
        <source>Not installed. To install it: {command}</source>
        <translation>インストールされていません。インストールするには：{command}</translation>
    </message>
</context>
<context>
    <name>ModelsDialog</name>
    <message>
        <source>Models</source>
        <translation>モデル</translation>
    </message>
    <message>
        <source>Search by name, family or kind</source>
        <translation>名前・ファミリー・種類で絞り込む</translation>
    </message>
    <message>
        <source>Search the models on this machine</source>
        <translation>このコンピューターにあるモデルを絞り込む</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>開く</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>閉じる</translation>
    </message>
    <message>
        <source>Looking at the models on this machine…</source>
        <translation>このコンピューターにあるモデルを調べています…</translation>
    </message>
    <message>
        <source>No model on this machine matches.</source>
        <translation>一致するモデルはこのコンピューターにありません。</translation>
    </message>
    <message numerus="yes">
        <source>%n model(s)</source>
        <translation>
            <numerusform>%Ln 個のモデル</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MovedBars</name>
    <message>
        <source>token</source>
        <translation>トークン</translation>
    </message>
    <message>
        <source>cosine</source>
        <translation>コサイン</translation>
    </message>
</context>
<context>
    <name>News</name>
    <message>
        <source>Try again</source>
        <translation>もう一度試す</translation>
    </message>
    <message>
        <source>Restart attnviz</source>
        <translation>attnviz を再起動</translation>
    </message>
    <message>
        <source>Use numpy</source>
        <translation>numpy を使う</translation>
    </message>
</context>
<context>
    <name>NextWordsView</name>
    <message>
        <source>Next word</source>
        <translation>次の語</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Write on</source>
        <translation>続きを書く</translation>
    </message>
    <message>
        <source>Guess for the masked word</source>
        <translation>マスクした語の予測</translation>
    </message>
    <message>
        <source>Ctrl+Enter</source>
        <translation>Ctrl+Enter</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>The model is not ready yet.</source>
        <translation>モデルはまだ準備中です。</translation>
    </message>
    <message>
        <source>This is a captured trace of {model}: what comes after its text was not captured. A decoder from the Model menu tells what it expects next.</source>
        <translation>{model} の実行記録です。この文の続きは記録されていません。「モデル」メニューでデコーダーを選ぶと、次の語の予測が表示されます。</translation>
    </message>
    <message>
        <source>{model} guesses masked words: write {mask} in the place of a word, and its guesses stand here.</source>
        <translation>{model} はマスクした語を予測します。語の代わりに {mask} と書くと、ここに予測が出ます。</translation>
    </message>
    <message>
        <source>{model} is an encoder: it reads the whole sentence at once and writes nothing. A decoder from the Model menu tells what it expects next.</source>
        <translation>{model} はエンコーダーです。文全体を一度に読み、続きは書きません。［モデル］メニューでデコーダーを選ぶと、次の語の予測が表示されます。</translation>
    </message>
    <message>
        <source>{model} writes a text of its own beside the sentence. A decoder from the Model menu goes on with the sentence itself.</source>
        <translation>{model} は入力文とは別の文を書きます。［モデル］メニューでデコーダーを選ぶと、入力文そのものの続きを書きます。</translation>
    </message>
    <message>
        <source>Type a first word: the model goes on from it.</source>
        <translation>最初の語を入力してください。モデルが続きを書きます。</translation>
    </message>
    <message>
        <source>Writing. Esc stops it, and so does typing.</source>
        <translation>書いています。Esc か入力で止まります。</translation>
    </message>
    <message>
        <source>The text is full: the model takes {limit} tokens.</source>
        <translation>モデルの上限（{limit} トークン）に達しました。</translation>
    </message>
    <message>
        <source>The model ended the text here.</source>
        <translation>モデルはここで文章を終えました。</translation>
    </message>
    <message>
        <source>A pause after much writing. Press again to go on.</source>
        <translation>長く書いたので一時停止しました。もう一度押すと再開します。</translation>
    </message>
    <message>
        <source>This one cannot be added alone.</source>
        <translation>これは単独では追加できません。</translation>
    </message>
    <message>
        <source>Tab takes the best, a click any. Ctrl+Tab goes to the next control.</source>
        <translation>Tab で最有力の語、クリックで好きな語を追加。Ctrl+Tab で次の項目へ。</translation>
    </message>
    <message>
        <source>This one cannot stand alone.</source>
        <translation>この語だけを入れることはできません。</translation>
    </message>
    <message>
        <source>Mask {number} of {count}; another one is shown when it is in focus.</source>
        <translation>マスク {number} / {count}。別のマスクの予測は、そのマスクを選ぶと出ます。</translation>
    </message>
    <message>
        <source>A click puts the word in its place.</source>
        <translation>クリックした語がマスクの位置に入ります。</translation>
    </message>
</context>
<context>
    <name>OtherEditor</name>
    <message>
        <source>Type the sentence to compare with.</source>
        <translation>比べる文を入力してください。</translation>
    </message>
    <message>
        <source>Sentence b</source>
        <translation>文 b</translation>
    </message>
    <message>
        <source>Computed beside the window&apos;s sentence at each key press.</source>
        <translation>キーを押すたびに、ウィンドウの文と並べて計算されます。</translation>
    </message>
</context>
<context>
    <name>PairMaps</name>
    <message>
        <source>Weights of a: {what}</source>
        <translation>a の重み：{what}</translation>
    </message>
    <message>
        <source>Weights of b: {what}</source>
        <translation>b の重み：{what}</translation>
    </message>
</context>
<context>
    <name>PairedBars</name>
    <message>
        <source>{label}: {before} before, {after} after ({points} points)</source>
        <translation>{label}：変更前 {before}、変更後 {after} ({points} ポイント)</translation>
    </message>
    <message>
        <source>before</source>
        <translation>変更前</translation>
    </message>
    <message>
        <source>after</source>
        <translation>変更後</translation>
    </message>
</context>
<context>
    <name>PanelChoice</name>
    <message>
        <source>Lab</source>
        <translation>実験</translation>
    </message>
</context>
<context>
    <name>PanelList</name>
    <message>
        <source>Labs</source>
        <translation>実験の一覧</translation>
    </message>
    <message>
        <source>Topic {numbers} of the lecture</source>
        <translation>講義のテーマ {numbers}</translation>
    </message>
</context>
<context>
    <name>Parts</name>
    <message>
        <source>encoder {layer}: self-attention</source>
        <translation>エンコーダ {layer}：自己注意</translation>
    </message>
    <message>
        <source>decoder {layer}: masked self-attention</source>
        <translation>デコーダ {layer}：マスク付き自己注意</translation>
    </message>
    <message>
        <source>decoder {layer}: cross-attention</source>
        <translation>デコーダ {layer}：交差注意</translation>
    </message>
    <message>
        <source>encoder {layer} · self</source>
        <translation>エンコーダ {layer} · 自己</translation>
    </message>
    <message>
        <source>decoder {layer} · masked</source>
        <translation>デコーダ {layer} · マスク</translation>
    </message>
    <message>
        <source>decoder {layer} · cross</source>
        <translation>デコーダ {layer} · 交差</translation>
    </message>
    <message>
        <source>after reading “{word}”: looks for anything left to write</source>
        <translation>「{word}」を読み、書き残しがないか確かめます</translation>
    </message>
    <message>
        <source>at the start: looks for the first word “{next}”</source>
        <translation>書き始めに、最初の語「{next}」を探します</translation>
    </message>
    <message>
        <source>after reading “{word}”: looks for the next word “{next}”</source>
        <translation>「{word}」を読み、次の語「{next}」を探します</translation>
    </message>
    <message>
        <source>query head {head} uses key/value head {shared} of {count}</source>
        <translation>クエリヘッド {head} はキー/バリューヘッド {shared}（全 {count}）を使います</translation>
    </message>
    <message>
        <source>K/V {shared} / {last}</source>
        <translation>K/V {shared} / {last}</translation>
    </message>
    <message>
        <source>{model} · layer {layer} · head {head}</source>
        <translation>{model} · 層 {layer} · ヘッド {head}</translation>
    </message>
</context>
<context>
    <name>PathSection</name>
    <message numerus="yes">
        <source>%n key(s), together 100 %</source>
        <translation>
            <numerusform>キー %Ln 個、合計 100 %</numerusform>
        </translation>
    </message>
    <message>
        <source>weights of {token}</source>
        <translation>「{token}」の重み</translation>
    </message>
    <message>
        <source>weight × value, added up over all keys</source>
        <translation>重み × バリューを全キーについて合計</translation>
    </message>
    <message>
        <source>context</source>
        <translation>文脈ベクトル</translation>
    </message>
    <message>
        <source>× W_O, the {rows} × {columns} part of it that belongs to this head</source>
        <translation>× W_O のうち、このヘッドの {rows} × {columns} の部分</translation>
    </message>
    <message>
        <source>the head&apos;s output</source>
        <translation>ヘッドの出力</translation>
    </message>
    <message>
        <source>added to the residual stream, with those of the other heads</source>
        <translation>ほかのヘッドの出力とともに残差ストリームに加算</translation>
    </message>
    <message>
        <source>stream so far</source>
        <translation>直前のストリーム</translation>
    </message>
    <message>
        <source>this head</source>
        <translation>このヘッド</translation>
    </message>
    <message numerus="yes">
        <source>%n number(s), length {length}</source>
        <translation>
            <numerusform>%Ln 個の数値、長さ {length}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PatternChips</name>
    <message>
        <source>Show only these heads.</source>
        <translation>これらのヘッドだけを表示します。</translation>
    </message>
    <message>
        <source>{name}: {count} heads</source>
        <translation>{name}：ヘッド {count} 個</translation>
    </message>
</context>
<context>
    <name>PerformanceView</name>
    <message>
        <source>Performance</source>
        <translation>パフォーマンス</translation>
    </message>
    <message>
        <source>Last run</source>
        <translation>直前の実行</translation>
    </message>
    <message>
        <source>The same in numpy</source>
        <translation>numpy との比較</translation>
    </message>
    <message>
        <source>Chart of runs</source>
        <translation>計算時間のグラフ</translation>
    </message>
    <message>
        <source>The time of each of the last runs, and how much of it was spent inside kernels.</source>
        <translation>最近の計算それぞれにかかった時間と、そのうちカーネルの中で使われた時間です。</translation>
    </message>
    <message>
        <source>Measure ceiling again</source>
        <translation>上限を測り直す</translation>
    </message>
    <message>
        <source>The device&apos;s ceiling is its best large product and its fastest reading of memory; about a second.</source>
        <translation>デバイスの上限とは、大きな行列積の最高速度と、メモリの最高読み出し速度です。測定には 1 秒ほどかかります。</translation>
    </message>
    <message>
        <source>Compare with numpy</source>
        <translation>numpy と比べる</translation>
    </message>
    <message>
        <source>Kernels on {device}</source>
        <translation>カーネル：{device}</translation>
    </message>
    <message>
        <source>numpy has no kernels that could be timed one by one.</source>
        <translation>numpy には個別に計測できるカーネルがありません。</translation>
    </message>
    <message>
        <source>The same text runs through the same model in numpy…</source>
        <translation>同じ文を同じモデルで、numpy でも計算しています…</translation>
    </message>
    <message>
        <source>Every weight of every head, and every hidden state, against the same model in numpy.</source>
        <translation>全ヘッドのすべての重みと、すべての隠れ状態を、同じモデルの numpy による計算結果と比べます。</translation>
    </message>
    <message>
        <source>There is no text to compare.</source>
        <translation>比べる文がありません。</translation>
    </message>
    <message>
        <source>A captured trace has no model here that numpy could run as well.</source>
        <translation>記録ファイルにはモデルが含まれないため、numpy では計算できません。</translation>
    </message>
    <message>
        <source>numpy is what computes already. Choose an OpenCL device to compare it.</source>
        <translation>今は numpy が計算しています。比べるには OpenCL デバイスを選んでください。</translation>
    </message>
    <message>
        <source>A text of more than {limit} tokens takes numpy too long.</source>
        <translation>{limit} トークンを超える文は、numpy では時間がかかりすぎます。</translation>
    </message>
</context>
<context>
    <name>Preferences</name>
    <message>
        <source>Preferences</source>
        <translation>環境設定</translation>
    </message>
    <message>
        <source>Reset to defaults</source>
        <translation>既定値に戻す</translation>
    </message>
</context>
<context>
    <name>Presenter</name>
    <message>
        <source>Lecture</source>
        <translation>講義</translation>
    </message>
    <message>
        <source>→ next    ← back    C contents    T 日本語    F1 all keys    Esc leave</source>
        <translation>→ 次    ← 前    C 目次    T English    F1 キー一覧    Esc 終了</translation>
    </message>
    <message>
        <source>Step {digits}, then Enter</source>
        <translation>{digits} 番目の場面：Enter で移動</translation>
    </message>
</context>
<context>
    <name>Presenting</name>
    <message>
        <source>A lecture that you had not saved is kept: {keys} opens it.</source>
        <translation>保存していなかった講義が残っています。{keys} で開きます。</translation>
    </message>
</context>
<context>
    <name>QAbstractFileIconProvider</name>
    <message>
        <source>Folder</source>
        <translation>フォルダー</translation>
    </message>
    <message>
        <source>File</source>
        <translation>ファイル</translation>
    </message>
</context>
<context>
    <name>QFileDialog</name>
    <message>
        <source>&amp;Look in:</source>
        <translation>場所(&amp;L)：</translation>
    </message>
    <message>
        <source>Files of &amp;type:</source>
        <translation>ファイルの種類(&amp;T)：</translation>
    </message>
</context>
<context>
    <name>RecentMenu</name>
    <message>
        <source>{path} is no longer there</source>
        <translation>{path} は見つかりません</translation>
    </message>
    <message>
        <source>&amp;Recent models</source>
        <translation>最近使ったモデル(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Clear this list</source>
        <translation>この一覧を消去(&amp;C)</translation>
    </message>
</context>
<context>
    <name>RemovedHeads</name>
    <message>
        <source>Remove layer {layer} · head {head}</source>
        <translation>層 {layer} · ヘッド {head} を外す</translation>
    </message>
    <message>
        <source>What the head in focus found is put to 0 before W_O (H)</source>
        <translation>注目中のヘッドの結果を、W_O の前で 0 にします (H)</translation>
    </message>
    <message>
        <source>All of layer {layer}</source>
        <translation>層 {layer} をすべて</translation>
    </message>
    <message>
        <source>All heads of the layer in focus are removed (Shift+H)</source>
        <translation>注目中の層のヘッドをすべて外します (Shift+H)</translation>
    </message>
    <message>
        <source>layer {layer}</source>
        <translation>層 {layer}</translation>
    </message>
    <message>
        <source>Removed. Click: bring it back.</source>
        <translation>外してあります。クリック：元に戻します。</translation>
    </message>
    <message>
        <source>head {layer}.{head}</source>
        <translation>ヘッド {layer}.{head}</translation>
    </message>
    <message>
        <source>{name} is removed; bring it back</source>
        <translation>{name} は外してあります。元に戻す</translation>
    </message>
</context>
<context>
    <name>RouterView</name>
    <message>
        <source>Experts</source>
        <translation>エキスパート</translation>
    </message>
    <message>
        <source>Experts for “{token}”</source>
        <translation>「{token}」のエキスパート</translation>
    </message>
    <message>
        <source>Share of the text that passes each</source>
        <translation>各エキスパートを通るトークンの割合</translation>
    </message>
    <message>
        <source>{used} of {all} at a time: {share} of the experts&apos; parameters at work</source>
        <translation>{all} 個中 {used} 個ずつ使用：エキスパートのパラメータの {share} が働きます</translation>
    </message>
</context>
<context>
    <name>RunChart</name>
    <message>
        <source>Last runs</source>
        <translation>最近の計算</translation>
    </message>
    <message>
        <source>milliseconds</source>
        <translation>ミリ秒</translation>
    </message>
    <message>
        <source>runs ago</source>
        <translation>何回前の計算か</translation>
    </message>
    <message>
        <source>whole run</source>
        <translation>計算全体</translation>
    </message>
    <message>
        <source>inside kernels</source>
        <translation>カーネルの中</translation>
    </message>
</context>
<context>
    <name>RunSection</name>
    <message>
        <source>make tokens</source>
        <translation>トークン化</translation>
    </message>
    <message>
        <source>launch and wait</source>
        <translation>起動と待ち</translation>
    </message>
    <message>
        <source>inside kernels</source>
        <translation>カーネル内</translation>
    </message>
    <message>
        <source>model in numpy</source>
        <translation>numpy でのモデル計算</translation>
    </message>
    <message>
        <source>read back</source>
        <translation>読み戻し</translation>
    </message>
    <message numerus="yes">
        <source>%n token(s)</source>
        <translation>
            <numerusform>%Ln トークン</numerusform>
        </translation>
    </message>
    <message>
        <source>weights {weights} + working {working} MB</source>
        <translation>重み {weights} ＋ 作業用 {working} MB</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>メモリ</translation>
    </message>
    <message>
        <source>{gflops} GFLOP/s, {gbytes} GB/s</source>
        <translation>{gflops} GFLOP/s、{gbytes} GB/s</translation>
    </message>
    <message>
        <source>Ceiling</source>
        <translation>上限</translation>
    </message>
    <message>
        <source>being measured…</source>
        <translation>測定中…</translation>
    </message>
</context>
<context>
    <name>SamplingControls</name>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>Top-k</source>
        <translation>Top-k</translation>
    </message>
    <message>
        <source>Top-p</source>
        <translation>Top-p</translation>
    </message>
    <message>
        <source>Divides the logits before softmax: below 1 the likely words gain, above 1 they lose. 0 takes the best.</source>
        <translation>softmax の前にロジットを割る値です。1 より小さいと有力な語がさらに選ばれやすく、大きいと選ばれにくくなります。0 では常に最有力の語を選びます。</translation>
    </message>
    <message>
        <source>Only so many of the most likely words are drawn from.</source>
        <translation>確率の高い順にこの数の語だけを抽選の対象にします。</translation>
    </message>
    <message>
        <source>Only the fewest words whose probabilities reach this share together are drawn from.</source>
        <translation>確率の高い順に足してこの割合に達するまでの語だけを抽選の対象にします。</translation>
    </message>
</context>
<context>
    <name>ScaleHint</name>
    <message>
        <source>Full scale: 0 to 100 %</source>
        <translation>全範囲：0～100 %</translation>
    </message>
    <message>
        <source>Too dark? Logarithmic scale</source>
        <translation>暗いときは対数スケール</translation>
    </message>
</context>
<context>
    <name>SentenceCard</name>
    <message>
        <source>Another sentence</source>
        <translation>別の文</translation>
    </message>
    <message>
        <source>Enter keeps it. Esc brings the one before back.</source>
        <translation>Enterで決定、Escで元の文に戻ります。</translation>
    </message>
</context>
<context>
    <name>SentenceEditor</name>
    <message>
        <source>Type a sentence</source>
        <translation>文を入力</translation>
    </message>
    <message>
        <source>Sentence</source>
        <translation>文</translation>
    </message>
    <message>
        <source>The text the model reads. It is computed again at each key press.</source>
        <translation>モデルが読む文です。キーを押すたびに計算し直します。</translation>
    </message>
</context>
<context>
    <name>Sessions</name>
    <message>
        <source>Opened {name}</source>
        <translation>{name} を開きました</translation>
    </message>
    <message>
        <source>Save the changes to {name}?</source>
        <translation>{name} への変更を保存しますか？</translation>
    </message>
    <message>
        <source>If you do not save, the file stays as it was saved last.</source>
        <translation>保存しない場合、ファイルは最後に保存したときの内容のままになります。</translation>
    </message>
    <message>
        <source>Saved {name}</source>
        <translation>{name} を保存しました</translation>
    </message>
</context>
<context>
    <name>SharedWords</name>
    <message>
        <source>Words of a</source>
        <translation>a の語</translation>
    </message>
    <message>
        <source>only in a</source>
        <translation>a にしかありません</translation>
    </message>
    <message>
        <source>Click: follow its vector.</source>
        <translation>クリックするとこの語のベクトルを追います。</translation>
    </message>
</context>
<context>
    <name>Shortcuts</name>
    <message>
        <source>While a model loads: stop, and return to the one in use</source>
        <translation>モデルの読み込み中：中止して使用中のモデルに戻る</translation>
    </message>
    <message>
        <source>Esc, or Cancel</source>
        <translation>Esc、または「キャンセル」</translation>
    </message>
    <message>
        <source>In the models: move, open</source>
        <translation>モデルの一覧：移動、開く</translation>
    </message>
    <message>
        <source>Up, Down; Enter, or double click</source>
        <translation>↑、↓; Enter またはダブルクリック</translation>
    </message>
    <message>
        <source>In the sentence, with a decoder: take the best next word</source>
        <translation>文（デコーダー使用時）：最有力の次の語を採用</translation>
    </message>
    <message>
        <source>Tab, at the end of the text</source>
        <translation>文末で Tab</translation>
    </message>
    <message>
        <source>In the next words: mark one, take it</source>
        <translation>次の語：選ぶ、採用する</translation>
    </message>
    <message>
        <source>Up, Down; Enter, or click</source>
        <translation>↑、↓; Enter またはクリック</translation>
    </message>
    <message>
        <source>In the tokens: move the query</source>
        <translation>トークン：クエリを動かす</translation>
    </message>
    <message>
        <source>Arrow keys, or click</source>
        <translation>矢印キー、またはクリック</translation>
    </message>
    <message>
        <source>In the tokens: move the key</source>
        <translation>トークン：キーを動かす</translation>
    </message>
    <message>
        <source>Shift+arrow keys, Shift+click or right click</source>
        <translation>Shift+矢印キー、Shift+クリック、または右クリック</translation>
    </message>
    <message>
        <source>In the heatmap: move the pair</source>
        <translation>ヒートマップ：組を動かす</translation>
    </message>
    <message>
        <source>In the heatmap: ends of the row, corners</source>
        <translation>ヒートマップ：行の両端へ、行列の角へ</translation>
    </message>
    <message>
        <source>Home, End; with Ctrl</source>
        <translation>Home、End、Ctrl を押しながら</translation>
    </message>
    <message>
        <source>In the heatmap: a page of rows up, down</source>
        <translation>ヒートマップ：1画面分の行だけ上・下へ</translation>
    </message>
    <message>
        <source>Page Up, Page Down</source>
        <translation>Page Up、Page Down</translation>
    </message>
    <message>
        <source>In the heatmap, the tokens and the calculation: copy, choose, save</source>
        <translation>ヒートマップ・トークン・計算：コピー、選択、保存</translation>
    </message>
    <message>
        <source>Menu key; right click</source>
        <translation>メニューキー、右クリック</translation>
    </message>
    <message>
        <source>In the heatmap: next head, next layer</source>
        <translation>ヒートマップ：ヘッドを変える、層を変える</translation>
    </message>
    <message>
        <source>Wheel; with Ctrl or Shift</source>
        <translation>ホイール、Ctrl か Shift を押しながら</translation>
    </message>
    <message>
        <source>In the heatmap: all cells at once, or readable ones</source>
        <translation>ヒートマップ：全体を表示、読める大きさに戻す</translation>
    </message>
    <message>
        <source>F</source>
        <translation>F</translation>
    </message>
    <message>
        <source>In the heatmap: larger, smaller, as at first</source>
        <translation>ヒートマップ：拡大、縮小、元の大きさ</translation>
    </message>
    <message>
        <source>+, −, 0; or Alt+wheel</source>
        <translation>+、−、0、または Alt+ホイール</translation>
    </message>
    <message>
        <source>In the calculation: copy it all, or one number</source>
        <translation>計算過程：すべてコピー、1 つの数をコピー</translation>
    </message>
    <message>
        <source>Ctrl+C; right click</source>
        <translation>Ctrl+C、右クリック</translation>
    </message>
    <message>
        <source>At the title of a view: move it, tear it off, close it</source>
        <translation>ビューのタイトル：移動、切り離し、閉じる</translation>
    </message>
    <message>
        <source>Right click, or the Menu key</source>
        <translation>右クリック、またはメニューキー</translation>
    </message>
    <message>
        <source>In the lecture: next step, previous step</source>
        <translation>講義：次の場面、前の場面</translation>
    </message>
    <message>
        <source>In the lecture: first step, last step, end</source>
        <translation>講義：最初の場面、最後の場面、終了</translation>
    </message>
    <message>
        <source>In the lecture: all its keys</source>
        <translation>講義：キーの一覧</translation>
    </message>
    <message>
        <source>F1</source>
        <translation>F1</translation>
    </message>
    <message>
        <source>In the lecture: any step, black screen, language</source>
        <translation>講義：任意の場面、暗転、言語</translation>
    </message>
    <message>
        <source>Number and Enter, B, T</source>
        <translation>数字と Enter、B、T</translation>
    </message>
    <message>
        <source>In a lecture of your own: move a step</source>
        <translation>自分の講義：場面を動かす</translation>
    </message>
    <message>
        <source>Alt+Up, Alt+Down</source>
        <translation>Alt+↑、Alt+↓</translation>
    </message>
    <message>
        <source>Right, Left; Space; Page Down, Page Up</source>
        <translation>→、←、Space、Page Down、Page Up</translation>
    </message>
    <message>
        <source>Home, End, Esc</source>
        <translation>Home、End、Esc</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>キーボードショートカット</translation>
    </message>
    <message>
        <source>Search: copy, layer, Ctrl+…</source>
        <translation>検索：コピー、層、Ctrl+…</translation>
    </message>
    <message>
        <source>Search the shortcuts</source>
        <translation>ショートカットを検索</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>ショートカット</translation>
    </message>
    <message>
        <source>In the panels</source>
        <translation>各パネルで</translation>
    </message>
    <message>
        <source>No command or key is called “{text}”.</source>
        <translation>「{text}」というコマンドやキーはありません。</translation>
    </message>
    <message numerus="yes">
        <source>%n of {all}</source>
        <translation>
            <numerusform>{all} 件中 %Ln 件</numerusform>
        </translation>
    </message>
    <message>
        <source>Up, Down: move · Enter: do it</source>
        <translation>↑↓：移動 · Enter：実行</translation>
    </message>
</context>
<context>
    <name>SpeakerWindow</name>
    <message>
        <source>Speaker</source>
        <translation>話し手用</translation>
    </message>
    <message>
        <source>{lesson}: step {step} of {count}</source>
        <translation>{lesson}：{count} 場面中 {step} 番目</translation>
    </message>
    <message>
        <source>the screen is black</source>
        <translation>暗転中</translation>
    </message>
    <message>
        <source>No notes for this step</source>
        <translation>この場面にメモはありません</translation>
    </message>
    <message>
        <source>Next lesson, {lesson}: {step}</source>
        <translation>次のレッスン「{lesson}」：{step}</translation>
    </message>
    <message>
        <source>Next: {step}</source>
        <translation>次の場面：{step}</translation>
    </message>
    <message>
        <source>Hands: press the number of a word once for each</source>
        <translation>挙手：1人につき1回、ことばの番号を押します</translation>
    </message>
    <message>
        <source>The audience&apos;s display is gone. Plug it in and the slides go back to it; F11 shows them on this one.</source>
        <translation>会場の画面が外れました。つなぎ直すとスライドはそこへ戻ります。この画面に出すにはF11を押します。</translation>
    </message>
    <message>
        <source>Step {digits}, then Enter</source>
        <translation>{digits} 番目の場面：Enter で移動</translation>
    </message>
    <message>
        <source>Digits count hands here, 0 takes one back. G, number, Enter: to a step. F1: all keys</source>
        <translation>ここでは数字で挙手を数え、0で1票取り消し。G、数字、Enter：その場面へ。F1：キー一覧</translation>
    </message>
    <message>
        <source>Number, Enter: to a step. C: contents. B: black. F1: all keys</source>
        <translation>数字、Enter：その場面へ。C：目次。B：暗転。F1：キー一覧</translation>
    </message>
    <message>
        <source>Number, Enter: to a step. C: contents. B: black. E: another sentence. F1: all keys</source>
        <translation>数字、Enter：その場面へ。C：目次。B：暗転。E：別の文。F1：キー一覧</translation>
    </message>
    <message>
        <source>This is the last step</source>
        <translation>これが最後の場面です</translation>
    </message>
</context>
<context>
    <name>Status</name>
    <message>
        <source>Computing…</source>
        <translation>計算中…</translation>
    </message>
    <message>
        <source>Last run: {time} ms</source>
        <translation>直近の計算：{time} ms</translation>
    </message>
    <message>
        <source>Last run: {time} s</source>
        <translation>直近の計算：{time} 秒</translation>
    </message>
    <message>
        <source>{tokenise} ms to make tokens, {forward} ms for the model, {heads} ms for this head</source>
        <translation>内訳：トークン化 {tokenise} ms、モデル {forward} ms、このヘッド {heads} ms</translation>
    </message>
    <message numerus="yes">
        <source>%n of {limit} token(s)</source>
        <translation>
            <numerusform>%Ln / {limit} トークン</numerusform>
        </translation>
    </message>
    <message>
        <source>{model}, captured with {program}</source>
        <translation>{model}（{program} で記録）</translation>
    </message>
    <message>
        <source>{layers} layers × {heads} heads, {millions} million parameters</source>
        <translation>{layers} 層 × {heads} ヘッド、パラメーター数 {millions}M</translation>
    </message>
</context>
<context>
    <name>StepCard</name>
    <message>
        <source>Its sentence</source>
        <translation>この場面の文</translation>
    </message>
    <message>
        <source>Your notes for this step</source>
        <translation>この場面の自分用メモ</translation>
    </message>
    <message>
        <source>Not in your lecture yet: the lesson&apos;s notes</source>
        <translation>まだ自分の講義にありません（レッスンのメモ）</translation>
    </message>
    <message>
        <source>Press Enter to show the step on this sentence</source>
        <translation>Enter を押すと、この文で場面を作り直します</translation>
    </message>
    <message>
        <source>No notes yet</source>
        <translation>メモはまだありません</translation>
    </message>
</context>
<context>
    <name>Steps</name>
    <message numerus="yes">
        <source>Step-through, %n step(s)</source>
        <translation>
            <numerusform>解説（%Ln ステップ）</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Stopwatch</name>
    <message>
        <source>Clock</source>
        <translation>時刻</translation>
    </message>
    <message>
        <source>Taken</source>
        <translation>経過</translation>
    </message>
    <message>
        <source>From 0 (R)</source>
        <translation>0から (R)</translation>
    </message>
    <message>
        <source>Pause (P)</source>
        <translation>一時停止 (P)</translation>
    </message>
    <message>
        <source>Go on (P)</source>
        <translation>再開 (P)</translation>
    </message>
</context>
<context>
    <name>Stuck</name>
    <message>
        <source>Restart attnviz</source>
        <translation>attnviz を再起動</translation>
    </message>
    <message>
        <source>Go on waiting</source>
        <translation>このまま待つ</translation>
    </message>
</context>
<context>
    <name>TemperatureControl</name>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>Temperature of attention</source>
        <translation>注意の温度</translation>
    </message>
    <message>
        <source>Scores are divided by this before the softmax: below 1 rows become sharper, above 1 broader. Home or a double click: 1.</source>
        <translation>softmax の前にスコアを割る値です。1 より小さいと重みが集中し、大きいと広がります。Home キーかダブルクリックで 1 に戻ります。</translation>
    </message>
</context>
<context>
    <name>TextBar</name>
    <message numerus="yes">
        <source>Captured from {model} on %n token(s); the text cannot be changed here. Choose a model to type.</source>
        <translation>
            <numerusform>{model} で %Ln トークンの文を処理した記録です。文は変更できません。入力するにはモデルを選んでください。</numerusform>
        </translation>
    </message>
    <message>
        <source>The first {count} are shown.</source>
        <translation>先頭の {count} 個を表示しています。</translation>
    </message>
    <message numerus="yes">
        <source>The model reads the first {limit} tokens; %n more token(s) are greyed.</source>
        <translation>
            <numerusform>モデルが読むのは先頭の {limit} トークンまでです。残りの %Ln トークンは灰色で示しています。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TitleBar</name>
    <message>
        <source>Put back into the window</source>
        <translation>ウィンドウ内に戻す</translation>
    </message>
    <message>
        <source>Tear off as a window</source>
        <translation>別ウィンドウに切り離す</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>閉じる</translation>
    </message>
    <message>
        <source>Move to the &amp;left</source>
        <translation>左側に移動(&amp;L)</translation>
    </message>
    <message>
        <source>Move to the &amp;right</source>
        <translation>右側に移動(&amp;R)</translation>
    </message>
    <message>
        <source>Move to the &amp;bottom</source>
        <translation>下側に移動(&amp;B)</translation>
    </message>
</context>
<context>
    <name>TokenStrip</name>
    <message>
        <source>Written by the model</source>
        <translation>モデルの出力</translation>
    </message>
    <message>
        <source>Beams</source>
        <translation>ビーム数</translation>
    </message>
    <message>
        <source>Fewer beams</source>
        <translation>ビームを減らす</translation>
    </message>
    <message>
        <source>More beams</source>
        <translation>ビームを増やす</translation>
    </message>
    <message>
        <source>How many translations it follows at once. With 1 it takes the most likely token each time.</source>
        <translation>同時にたどる訳文の数です。1 のときは、毎回もっとも確率の高いトークンを選びます。</translation>
    </message>
</context>
<context>
    <name>Toolbar</name>
    <message>
        <source>Toolbar</source>
        <translation>ツールバー</translation>
    </message>
    <message>
        <source>Model: {name}</source>
        <translation>モデル：{name}</translation>
    </message>
    <message>
        <source>Device that computes: {name}</source>
        <translation>計算に使うデバイス：{name}</translation>
    </message>
    <message>
        <source>Device: {name}</source>
        <translation>デバイス：{name}</translation>
    </message>
    <message>
        <source>Present</source>
        <translation>解説</translation>
    </message>
    <message>
        <source>Step through the calculation in full screen (F5)</source>
        <translation>計算をステップごとに全画面で解説します（F5）</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>配色</translation>
    </message>
</context>
<context>
    <name>Tour</name>
    <message>
        <source>The sentence</source>
        <translation>文</translation>
    </message>
    <message>
        <source>The tokens</source>
        <translation>トークン</translation>
    </message>
    <message>
        <source>The attention weights</source>
        <translation>注意の重み</translation>
    </message>
    <message>
        <source>Layer and head</source>
        <translation>層とヘッド</translation>
    </message>
    <message>
        <source>The calculation</source>
        <translation>計算</translation>
    </message>
    <message>
        <source>Step by step</source>
        <translation>一歩ずつ</translation>
    </message>
    <message>
        <source>F5 explains this calculation on slides, with your own sentence. New to attention? Shift+F5 begins a lecture at the very start.</source>
        <translation>F5 で、入力した文の計算をスライドで解説します。アテンションがはじめての方は Shift+F5 で、講義を最初から始められます。</translation>
    </message>
    <message>
        <source>Type here, in English or Japanese. The model reads it anew at each key press.</source>
        <translation>ここに英語か日本語で入力します。キーを押すたびに、モデルが読み直します。</translation>
    </message>
    <message>
        <source>The pieces that the model really reads. Click the one that looks (the query, blue), Shift+click the one that is looked at (the key, orange).</source>
        <translation>モデルが実際に読む単位です。クリックで見る側（クエリ、青）、Shift+クリックで見られる側（キー、オレンジ）を選びます。</translation>
    </message>
    <message>
        <source>Each row is one piece of the sentence: the brighter a cell, the more of its attention goes to the piece above that column. Click a cell, or use the arrow keys.</source>
        <translation>各行が文の 1 トークンです。セルが明るいほど、その列の上のトークンに多くの注意を向けています。クリックか矢印キーで選びます。</translation>
    </message>
    <message>
        <source>Each layer has several heads, and each looks in its own way. Change them here, with Alt+arrow keys, or with the wheel over the picture.</source>
        <translation>どの層にもヘッドがいくつもあり、それぞれ見方が違います。ここか、Alt+矢印キー、図の上のホイールで切り替えます。</translation>
    </message>
    <message>
        <source>How the chosen cell gets its percentage, number by number. All can be copied.</source>
        <translation>選んだセルの割合がどう決まるかを、数値で順に示します。どれもコピーできます。</translation>
    </message>
    <message>
        <source>{number} of {all}</source>
        <translation>{number} / {all}</translation>
    </message>
    <message>
        <source>End</source>
        <translation>終了</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>戻る</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>次へ</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完了</translation>
    </message>
</context>
<context>
    <name>WeightMap</name>
    <message>
        <source>Copy all weights as a table</source>
        <translation>すべての重みを表としてコピー</translation>
    </message>
</context>
<context>
    <name>WhatIf</name>
    <message>
        <source>A captured trace holds what was computed once: nothing can be changed.</source>
        <translation>記録済みのトレースは一度計算した結果です。計算のしかたは変えられません。</translation>
    </message>
    <message>
        <source>with a causal mask</source>
        <translation>因果マスクあり</translation>
    </message>
    <message>
        <source>without a mask</source>
        <translation>マスクなし</translation>
    </message>
    <message>
        <source>without dividing by √d</source>
        <translation>√d で割らない</translation>
    </message>
    <message>
        <source>at temperature {temperature}</source>
        <translation>温度 {temperature}</translation>
    </message>
    <message>
        <source>without positions</source>
        <translation>位置なし</translation>
    </message>
    <message>
        <source>without head {head}</source>
        <translation>ヘッド {head} なし</translation>
    </message>
    <message>
        <source>without heads {heads}</source>
        <translation>ヘッド {heads} なし</translation>
    </message>
    <message>
        <source>without all heads of layer {layer}</source>
        <translation>層 {layer} の全ヘッドなし</translation>
    </message>
    <message>
        <source>without {count} heads</source>
        <translation>ヘッド {count} 個なし</translation>
    </message>
    <message>
        <source>with {count} words hidden</source>
        <translation>{count} 語を隠す</translation>
    </message>
    <message>
        <source>“{word}”</source>
        <translation>「{word}」</translation>
    </message>
    <message>
        <source>with {words} hidden</source>
        <translation>{words}を隠す</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>{done}: {said}.</source>
        <translation>{done}：{said}。</translation>
    </message>
    <message>
        <source>; </source>
        <translation>。</translation>
    </message>
    <message>
        <source>{said} {lesson}</source>
        <translation>{said}{lesson}</translation>
    </message>
    <message>
        <source>the weight from “{query}” to “{key}” in head {layer}.{head} itself stays {before}, only what the head hands on is gone</source>
        <translation>ヘッド {layer}.{head} 自身の「{query}」から「{key}」への重みは {before} のままで、先へ渡す結果だけがなくなります</translation>
    </message>
    <message>
        <source>the weight from “{query}” to “{key}” in head {layer}.{head} stays {before}</source>
        <translation>ヘッド {layer}.{head} で「{query}」から「{key}」への重みは {before} のままです</translation>
    </message>
    <message>
        <source>the weight from “{query}” to “{key}” in head {layer}.{head} goes from {before} to {after}</source>
        <translation>ヘッド {layer}.{head} で「{query}」から「{key}」への重みは {before} から {after} に変わります</translation>
    </message>
    <message>
        <source>it writes the same</source>
        <translation>書く文は同じです</translation>
    </message>
    <message>
        <source>it writes something else</source>
        <translation>書く文が変わります</translation>
    </message>
    <message>
        <source>it now writes “{text}”</source>
        <translation>「{text}」と書くようになります</translation>
    </message>
    <message>
        <source>of the next word&apos;s probability {moved} moves, and “{word}” stays the likeliest</source>
        <translation>次の語の確率は {moved} 移り、最有力は「{word}」のままです</translation>
    </message>
    <message>
        <source>of the next word&apos;s probability {moved} moves, and the likeliest is “{word}”, no longer “{old}”</source>
        <translation>次の語の確率は {moved} 移り、最有力は「{old}」から「{word}」に替わります</translation>
    </message>
    <message>
        <source>the sentence vector keeps a cosine of {cosine}</source>
        <translation>文ベクトルのコサインは {cosine} です</translation>
    </message>
    <message>
        <source>what the encoder hands on keeps a cosine of {cosine}</source>
        <translation>エンコーダの出力のコサインは {cosine} です</translation>
    </message>
    <message>
        <source>A large weight is not yet a cause.</source>
        <translation>重みが大きいだけでは、原因とはいえません。</translation>
    </message>
    <message>
        <source>A small weight between two words does not mean that a head does little.</source>
        <translation>2 語の間の重みが小さくても、ヘッドの働きが小さいとはいえません。</translation>
    </message>
    <message>
        <source>Only later layers read what a head hands on: up to its own layer, all weights stay as they were.</source>
        <translation>ヘッドの結果を読むのは後の層だけです。そのヘッドの層までは、どの重みも変わりません。</translation>
    </message>
    <message>
        <source>A hidden word still sees itself, and its own vector counts in the mean.</source>
        <translation>隠した単語も自分自身は見ます。そのベクトルも平均に含まれます。</translation>
    </message>
    <message>
        <source>A mask is changed in self-attention only.</source>
        <translation>マスクが変わるのは自己注意だけです。</translation>
    </message>
</context>
<context>
    <name>WhatIfView</name>
    <message>
        <source>What if</source>
        <translation>もしも</translation>
    </message>
    <message>
        <source>Before / after</source>
        <translation>変更前 / 変更後</translation>
    </message>
    <message>
        <source>Head by head</source>
        <translation>効くヘッドは？</translation>
    </message>
    <message>
        <source>Change something, and see weights and output before and after (1)</source>
        <translation>何かを変えて、重みと出力を変更前後で比べます (1)</translation>
    </message>
    <message>
        <source>Remove every head in turn: is a large weight a cause? (2)</source>
        <translation>ヘッドを 1 個ずつ外します。大きな重みは原因といえるでしょうか (2)</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>リセット</translation>
    </message>
    <message>
        <source>Everything as the model was made (R)</source>
        <translation>すべてをモデルの元の状態に戻します (R)</translation>
    </message>
</context>
<context>
    <name>WordBars</name>
    <message>
        <source>What the model expects next</source>
        <translation>モデルが次に予測する語</translation>
    </message>
    <message>
        <source>Puts “{text}” in the place of {mask}</source>
        <translation>{mask} を「{text}」に置き換えます</translation>
    </message>
    <message>
        <source>Adds “{text}” to the sentence</source>
        <translation>「{text}」を文に追加します</translation>
    </message>
    <message>
        <source>Ends the text</source>
        <translation>文章を終えます</translation>
    </message>
    <message>
        <source>A part of a character, or a mark of the model&apos;s own: it cannot be added alone</source>
        <translation>文字の一部、またはモデル専用の記号です。単独では追加できません</translation>
    </message>
</context>
<context>
    <name>WordField</name>
    <message>
        <source>Query word</source>
        <translation>クエリの単語</translation>
    </message>
    <message>
        <source>Key word</source>
        <translation>キーの単語</translation>
    </message>
    <message>
        <source>type a word</source>
        <translation>単語を入力</translation>
    </message>
    <message>
        <source>A word of the text. Enter chooses it; where the text has it more than once, Enter again the next.</source>
        <translation>文中の単語。Enter で選びます。同じ単語が複数あるときは、もう一度 Enter で次に移ります。</translation>
    </message>
</context>
<context>
    <name>WordRow</name>
    <message>
        <source>Query word</source>
        <translation>クエリの単語</translation>
    </message>
    <message>
        <source>Key word</source>
        <translation>キーの単語</translation>
    </message>
    <message>
        <source>No word is chosen.</source>
        <translation>単語が選ばれていません。</translation>
    </message>
    <message numerus="yes">
        <source>%n piece(s)</source>
        <translation>
            <numerusform>断片 %Ln 個</numerusform>
        </translation>
    </message>
    <message>
        <source>Click: make it the query.</source>
        <translation>クリック：クエリにします。</translation>
    </message>
    <message>
        <source>Click: make it the key.</source>
        <translation>クリック：キーにします。</translation>
    </message>
</context>
<context>
    <name>errors</name>
    <message>
        <source>No OpenCL device was found, so the model runs in numpy: the same numbers, several times slower.</source>
        <translation>OpenCL デバイスが見つからないため、NumPy で計算しています。結果は同じですが、速度は数分の一になります。</translation>
    </message>
    <message>
        <source>An OpenCL driver crashes or hangs as soon as its devices are listed, so the model runs in numpy: the same numbers, several times slower. Remove or update that driver.</source>
        <translation>デバイスの一覧を取得する段階で OpenCL ドライバーが異常終了するか応答しなくなるため、NumPy で計算しています。結果は同じですが、速度は数分の一になります。該当するドライバーを削除するか更新してください。</translation>
    </message>
    <message>
        <source>An OpenCL driver of this machine crashes or hangs as soon as its devices are listed, so the drivers of the system are left out and PoCL is used. Remove or update that driver.</source>
        <translation>このコンピューターの OpenCL ドライバーが、デバイスの一覧を取得しようとするとクラッシュするか応答しなくなるため、システムのドライバーを除外して PoCL を使っています。そのドライバーを削除または更新してください。</translation>
    </message>
    <message>
        <source>An OpenCL driver of this machine did not list its devices in time, so the drivers of the system are left out this time and PoCL is used. The next start tries them again.</source>
        <translation>このコンピューターの OpenCL ドライバーが時間内にデバイスを列挙しなかったため、今回はシステムのドライバーを除外し、PoCL を使います。次回の起動時にもう一度試します。</translation>
    </message>
    <message>
        <source>An OpenCL driver of this machine hung at earlier starts, so the drivers of the system are left out. The Device menu can have them tried again.</source>
        <translation>このコンピューターの OpenCL ドライバーが以前の起動時に続けて応答しなくなったため、システムのドライバーを除外しています。「デバイス」メニューからもう一度試せます。</translation>
    </message>
    <message>
        <source>The OpenCL drivers of the system that were left out are tried again at the next start of attnviz.</source>
        <translation>使わずにいたシステムの OpenCL ドライバーは、attnviz を次に起動したときにもう一度試します。</translation>
    </message>
    <message>
        <source>OpenCL cannot be loaded, since pyopencl or its loader is missing or damaged, so the model runs in numpy: the same numbers, several times slower. Install attnviz anew.</source>
        <translation>pyopencl またはそのローダーが見つからないか壊れているため OpenCL を読み込めません。モデルは numpy で計算します。数値は同じですが、数倍遅くなります。attnviz を再インストールしてください。</translation>
    </message>
    <message>
        <source>No further process can be started here, so the OpenCL drivers could not be tested and the model runs in numpy: the same numbers, several times slower. Close other programs; the Device menu can try again.</source>
        <translation>これ以上プロセスを起動できず OpenCL ドライバーの自己診断ができないため、モデルは numpy で動いています。数値は同じですが、数倍遅くなります。ほかのプログラムを閉じてから、「デバイス」メニューでもう一度試してください。</translation>
    </message>
    <message>
        <source>The graphics card did not finish its self-test in time, so another device is used.</source>
        <translation>グラフィックスカードの自己診断が時間内に終わらなかったため、別のデバイスを使用しています。</translation>
    </message>
    <message>
        <source>The graphics card failed its self-test, so another device is used.</source>
        <translation>グラフィックスカードが自己診断に合格しなかったため、別のデバイスを使用しています。</translation>
    </message>
    <message>
        <source>The graphics card&apos;s driver crashed in its self-test, so another device is used.</source>
        <translation>自己診断中にグラフィックスカードのドライバーが異常終了したため、別のデバイスを使用しています。</translation>
    </message>
    <message>
        <source>The OpenCL driver of the processor did not finish its self-test in time, so another device is used.</source>
        <translation>CPU 用 OpenCL ドライバーの自己診断が時間内に終わらなかったため、別のデバイスを使用しています。</translation>
    </message>
    <message>
        <source>The OpenCL driver of the processor failed its self-test, so another device is used.</source>
        <translation>CPU 用 OpenCL ドライバーが自己診断に合格しなかったため、別のデバイスを使用しています。</translation>
    </message>
    <message>
        <source>The OpenCL driver of the processor crashed in its self-test, so another device is used.</source>
        <translation>自己診断中に CPU 用 OpenCL ドライバーが異常終了したため、別のデバイスを使用しています。</translation>
    </message>
    <message>
        <source>The graphics card failed while computing, so another device is used. The Device menu can try it again.</source>
        <translation>グラフィックスカードが計算中に失敗したため、別のデバイスを使用しています。「デバイス」メニューからもう一度試せます。</translation>
    </message>
    <message>
        <source>The graphics card ran out of memory, so another device is used. The Device menu can try it again.</source>
        <translation>グラフィックスカードのメモリが足りなくなったため、別のデバイスを使用しています。「デバイス」メニューからもう一度試せます。</translation>
    </message>
    <message>
        <source>The graphics card returned what is no number, so another device is used. The Device menu can try it again.</source>
        <translation>グラフィックスカードの計算結果が数値ではなかったため、別のデバイスを使用しています。「デバイス」メニューからもう一度試せます。</translation>
    </message>
    <message>
        <source>The graphics card has too little room for the usual kernels, so it computes in smaller tiles, more slowly. The Device menu can try the usual ones again.</source>
        <translation>グラフィックスカードには通常のカーネルに必要な余裕がないため、より小さいタイルで計算します (速度は落ちます)。「デバイス」メニューから通常のカーネルをもう一度試せます。</translation>
    </message>
    <message>
        <source>The OpenCL driver of the processor has too little room for the usual kernels, so it computes in smaller tiles, more slowly. The Device menu can try the usual ones again.</source>
        <translation>CPU 用 OpenCL ドライバーには通常のカーネルに必要な余裕がないため、より小さいタイルで計算します (速度は落ちます)。「デバイス」メニューから通常のカーネルをもう一度試せます。</translation>
    </message>
    <message>
        <source>The graphics card stopped answering, so another device is used. The Device menu can try it again.</source>
        <translation>グラフィックスカードが応答しなくなったため、別のデバイスを使います。「デバイス」メニューからもう一度試せます。</translation>
    </message>
    <message>
        <source>The OpenCL driver of the processor stopped answering, so another device is used. The Device menu can try it again.</source>
        <translation>CPU 用 OpenCL ドライバーが応答しなくなったため、別のデバイスを使います。「デバイス」メニューからもう一度試せます。</translation>
    </message>
    <message>
        <source>The OpenCL driver of the processor failed while computing, so another device is used. The Device menu can try it again.</source>
        <translation>CPU 用 OpenCL ドライバーが計算中に失敗したため、別のデバイスを使用しています。「デバイス」メニューからもう一度試せます。</translation>
    </message>
    <message>
        <source>The OpenCL driver of the processor ran out of memory, so another device is used. The Device menu can try it again.</source>
        <translation>CPU 用 OpenCL ドライバーがメモリ不足になったため、別のデバイスを使用しています。「デバイス」メニューからもう一度試せます。</translation>
    </message>
    <message>
        <source>The OpenCL driver of the processor returned what is no number, so another device is used. The Device menu can try it again.</source>
        <translation>CPU 用 OpenCL ドライバーの計算結果が数値ではなかったため、別のデバイスを使用しています。「デバイス」メニューからもう一度試せます。</translation>
    </message>
    <message>
        <source>{device} could not be tested, since no further process can be started ({detail}). Close programs.</source>
        <translation>これ以上プロセスを起動できないため、{device} の自己診断ができませんでした ({detail})。ほかのプログラムを閉じてください。</translation>
    </message>
    <message>
        <source>There is no device {device} here. Choose one of: {devices}.</source>
        <translation>デバイス {device} はこのコンピューターにありません。次のいずれかを選んでください：{devices}</translation>
    </message>
    <message>
        <source>{device} did not finish its self-test in time. Choose another device or update its driver.</source>
        <translation>{device} の自己診断が時間内に終わりませんでした。別のデバイスを選ぶか、ドライバーを更新してください。</translation>
    </message>
    <message>
        <source>{device} failed its self-test ({detail}). Choose another device or update its driver.</source>
        <translation>{device} は自己診断に合格しませんでした（{detail}）。別のデバイスを選ぶか、ドライバーを更新してください。</translation>
    </message>
    <message>
        <source>The driver of {device} crashed in its self-test. Choose another device or update the driver.</source>
        <translation>{device} のドライバーが自己診断中に異常終了しました。別のデバイスを選ぶか、ドライバーを更新してください。</translation>
    </message>
    <message>
        <source>The device has no {megabytes} MB of memory left. Use a shorter text, a smaller model or another device.</source>
        <translation>デバイスのメモリが足りず、{megabytes} MB を確保できません。文章を短くするか、小さいモデルまたは別のデバイスを選んでください。</translation>
    </message>
    <message>
        <source>This computer has no memory left for it. Use a shorter text or a smaller model, or close other programs.</source>
        <translation>このコンピューターのメモリが足りません。テキストを短くするか、小さいモデルを使うか、ほかのプログラムを閉じてください。</translation>
    </message>
    <message>
        <source>The text is empty: there is nothing to trace.</source>
        <translation>文が空です。計算するものがありません。</translation>
    </message>
    <message>
        <source>A captured trace has no model that numpy could run again.</source>
        <translation>記録ファイルにはモデルが含まれないため、numpy で計算し直すことはできません。</translation>
    </message>
    <message>
        <source>Only a text of 1 to {limit} tokens is compared with numpy.</source>
        <translation>numpy と比べられるのは 1～{limit} トークンの文だけです。</translation>
    </message>
    <message>
        <source>{file} cannot be saved: the name must end in .png, .svg or .pdf.</source>
        <translation>{file} を保存できません。ファイル名の末尾を .png、.svg、.pdf のいずれかにしてください。</translation>
    </message>
    <message>
        <source>A picture of {width} × {height} pixels is too large. Choose a smaller size.</source>
        <translation>{width} × {height} ピクセルの画像は大きすぎます。小さいサイズを選んでください。</translation>
    </message>
    <message>
        <source>{file} cannot be written ({reason}). Free some space, or choose another folder.</source>
        <translation>{file} に書き込めません ({reason})。空き容量を増やすか、別のフォルダーを選んでください。</translation>
    </message>
    <message>
        <source>{file} cannot be written ({reason}). Choose another folder or name.</source>
        <translation>{file} に書き込めません（{reason}）。別のフォルダーかファイル名を指定してください。</translation>
    </message>
    <message>
        <source>The text is empty: there is nothing to draw.</source>
        <translation>文が空なので、描くものがありません。</translation>
    </message>
    <message>
        <source>All tokens are special ones and are hidden: nothing to draw.</source>
        <translation>特殊トークンだけの文で、それらが非表示のため、描くものがありません。</translation>
    </message>
    <message>
        <source>Your sentence and settings cannot be kept in {file} ({reason}). Free some space or mend the folder; till then save a session elsewhere.</source>
        <translation>文と設定を {file} に保存できません ({reason})。空き容量を増やすかフォルダーを直し、それまではセッションを別の場所に保存してください。</translation>
    </message>
    <message>
        <source>No model is loaded. Choose one in the Model menu.</source>
        <translation>モデルが読み込まれていません。「モデル」メニューから選んでください。</translation>
    </message>
    <message>
        <source>The device has not answered for {seconds} seconds: it is busy, or it hangs. Wait, or use another one.</source>
        <translation>デバイスが {seconds} 秒間応答していません。計算中か、停止しています。このまま待つか、別のデバイスに切り替えてください。</translation>
    </message>
    <message>
        <source>{note} ({detail})</source>
        <translation>{note}（{detail}）</translation>
    </message>
    <message>
        <source>What the device was doing when it stopped answering may go on and take processors; a restart ends that, and keeps your text and place.</source>
        <translation>応答しなくなったデバイスの処理がそのまま続き、プロセッサーを占有している可能性があります。再起動すると処理は止まり、テキストと表示位置はそのまま残ります。</translation>
    </message>
    <message>
        <source>Something went wrong inside attnviz; you can go on working. ({error})</source>
        <translation>attnviz の内部でエラーが起きました。作業は続けられます。（{error}）</translation>
    </message>
    <message>
        <source>{model} has layers 0 to {layer} and heads 0 to {head}.</source>
        <translation>{model} の層は 0～{layer}、ヘッドは 0～{head} です。</translation>
    </message>
    <message>
        <source>The view {view} has no numbers of its own for this text. Save a picture of it: .png, .svg or .pdf.</source>
        <translation>ビュー {view} には、この文についての数値の表がありません。画像（.png、.svg、.pdf）として保存してください。</translation>
    </message>
    <message>
        <source>The model was not ready after {seconds} seconds.</source>
        <translation>{seconds} 秒待ってもモデルの準備が終わりませんでした。</translation>
    </message>
    <message>
        <source>{left} runs of this lab did not come within {seconds} seconds.</source>
        <translation>この実験に必要な実行のうち {left} 回が、{seconds} 秒たっても終わりませんでした。</translation>
    </message>
    <message>
        <source>The text has tokens 0 to {last}.</source>
        <translation>この文のトークンは 0～{last} です。</translation>
    </message>
    <message>
        <source>{file} cannot be read ({reason}).</source>
        <translation>{file} を読み込めません（{reason}）。</translation>
    </message>
    <message>
        <source>{file} is not a session of attnviz, or it is damaged; nothing was changed.</source>
        <translation>{file} は attnviz のセッションではないか、壊れています。何も変更していません。</translation>
    </message>
    <message>
        <source>{file} was saved by a newer attnviz (session version {version}, this one reads {known}); update attnviz to open it.</source>
        <translation>{file} はより新しい attnviz で保存されています（セッションの版は {version}、この attnviz が読めるのは {known} まで）。開くには attnviz を更新してください。</translation>
    </message>
    <message>
        <source>{file} is larger than {size} kB; open a shorter text.</source>
        <translation>{file} は {size} kB を超えています。もっと短いテキストを開いてください。</translation>
    </message>
    <message>
        <source>{file} is not a text file; supported: UTF-8, UTF-16, Shift_JIS.</source>
        <translation>{file} はテキストファイルではありません。UTF-8、UTF-16、Shift_JIS のファイルを開けます。</translation>
    </message>
    <message>
        <source>{file} is not a sound trace file: {reason}. Capture the text again.</source>
        <translation>{file} は正しい記録ファイルではありません（{reason}）。もう一度記録してください。</translation>
    </message>
    <message>
        <source>{file} was written by an older attnviz, which left out what the window needs. Write it again with “attnviz trace” or “attnviz capture”.</source>
        <translation>{file} は古い attnviz で書き出されたもので、表示に必要な情報が足りません。「attnviz trace」または「attnviz capture」で書き出し直してください。</translation>
    </message>
    <message>
        <source>{file} has version {found} of the trace format; this attnviz reads version {known}.</source>
        <translation>{file} の記録形式はバージョン {found} ですが、この attnviz が読めるのはバージョン {known} です。</translation>
    </message>
    <message>
        <source>There is no model, file or folder “{file}”. Known models: {known}.</source>
        <translation>「{file}」というモデル、ファイル、フォルダーは見つかりません。使えるモデル：{known}</translation>
    </message>
    <message>
        <source>The model {model} is not installed. Install it with: {command}</source>
        <translation>モデル {model} はインストールされていません。次のコマンドでインストールしてください：{command}</translation>
    </message>
    <message>
        <source>{file} is missing. Install it again: {command}</source>
        <translation>{file} がありません。次のコマンドで再インストールしてください：{command}</translation>
    </message>
    <message>
        <source>There is no model in the folder {file}; supported: {supported}.</source>
        <translation>フォルダー {file} にモデルがありません。対応しているもの：{supported}</translation>
    </message>
    <message>
        <source>{file} holds several GGUF files; open one of them: {names}.</source>
        <translation>{file} には GGUF ファイルが複数あります。次のいずれかを開いてください：{names}</translation>
    </message>
    <message>
        <source>{file} is a link to {target}, outside the model&apos;s folder, and is not followed. Copy the file itself there, or put the model&apos;s other files into {place} and open that folder.</source>
        <translation>{file} はモデルのフォルダーの外にある {target} へのリンクなので、たどりません。ファイルそのものをフォルダーにコピーするか、モデルのほかのファイルも {place} に置いて、そのフォルダーを開いてください。</translation>
    </message>
    <message>
        <source>{file} may be a Python pickle, which can run any program, so it is not opened. Convert it to safetensors or GGUF; supported: {supported}.</source>
        <translation>{file} は Python の pickle 形式の可能性があります。任意のプログラムを実行できる形式なので、開きません。safetensors か GGUF に変換してください。対応しているもの：{supported}</translation>
    </message>
    <message>
        <source>{file} is of a kind that is not supported; supported: {supported}.</source>
        <translation>{file} は対応していない種類のファイルです。対応しているもの：{supported}</translation>
    </message>
    <message>
        <source>{file} is missing; a model folder needs {supported}.</source>
        <translation>{file} がありません。モデルのフォルダーには {supported} が必要です。</translation>
    </message>
    <message>
        <source>{file}: the weights “{name}” hold values that are not numbers; the file is damaged. Fetch it again.</source>
        <translation>{file}：重み「{name}」に数値でない値（NaN や無限大）が含まれています。ファイルが壊れているので、入手し直してください。</translation>
    </message>
    <message>
        <source>{file}: its tokenizer is damaged, missing or not supported ({reason}).</source>
        <translation>{file}：トークナイザーが壊れているか、含まれていないか、対応していない種類です（{reason}）。</translation>
    </message>
    <message>
        <source>{file} knows {known} tokens, but the model has vectors for {wanted}; they do not belong together.</source>
        <translation>{file} の語彙は {known} トークンですが、モデルのベクトルは {wanted} トークン分です。組み合わせが正しくありません。</translation>
    </message>
    <message>
        <source>{file} cannot be read as JSON ({reason}).</source>
        <translation>{file} を JSON として読み込めません（{reason}）。</translation>
    </message>
    <message>
        <source>{file} is damaged, cut short or not an E5S1 model file ({reason}). Install it again.</source>
        <translation>{file} は壊れているか、途中で切れているか、E5S1 形式のモデルではありません（{reason}）。再インストールしてください。</translation>
    </message>
    <message>
        <source>{file} holds a model of the kind “{kind}”; supported: {supported}.</source>
        <translation>{file} のモデルの種類「{kind}」には対応していません。対応している種類：{supported}</translation>
    </message>
    <message>
        <source>{file} lacks the weights “{name}”, so it is not a complete {kind} model. Fetch the model again.</source>
        <translation>{file} に重み「{name}」がありません。{kind} モデルとして不完全です。モデルを入手し直してください。</translation>
    </message>
    <message>
        <source>{file}: the weights “{name}” have the shape {found}, but the model&apos;s configuration says {wanted}. Fetch the model again.</source>
        <translation>{file}：重み「{name}」の形は {found} ですが、モデルの設定では {wanted} です。モデルを入手し直してください。</translation>
    </message>
    <message>
        <source>{file} says {entry} = {value}; only {supported} is supported.</source>
        <translation>{file} では {entry} = {value} ですが、対応しているのは {supported} だけです。</translation>
    </message>
    <message>
        <source>{file} holds the weights “{name}”, which the model&apos;s configuration does not speak of; the two do not belong together.</source>
        <translation>{file} にある重み「{name}」は、モデルの設定に含まれていません。設定と重みの組み合わせが正しくありません。</translation>
    </message>
    <message>
        <source>{file}: the entry {entry} cannot be {value}; the file is damaged or not a model.</source>
        <translation>{file}：項目 {entry} の値 {value} が正しくありません。ファイルが壊れているか、モデルではありません。</translation>
    </message>
    <message>
        <source>{file} lacks the weights “{name}” that {index} places in it.</source>
        <translation>{file} に、{index} が示す重み「{name}」がありません。</translation>
    </message>
    <message>
        <source>{file}: the {part} of layer {layer}, head {head}, holds values that are not numbers; the file is damaged.</source>
        <translation>{file}：層 {layer}、ヘッド {head} の {part} に数でない値が含まれています。ファイルが壊れています。</translation>
    </message>
    <message>
        <source>{file}: the hidden states hold values that are not numbers; the file is damaged.</source>
        <translation>{file}：隠れ状態に数値でない値が含まれています。ファイルが壊れています。</translation>
    </message>
    <message>
        <source>{file} holds {count} tokens that all see each other; up to {limit} of them can be shown.</source>
        <translation>{file} には互いに参照し合うトークンが {count} 個あります。表示できるのは {limit} 個までです。</translation>
    </message>
    <message>
        <source>{file} is no trace file, and of a model it is one part only: open the folder that also holds the model&apos;s config.json and tokenizer.json.</source>
        <translation>{file} は記録ファイルではなく、モデルの一部です。config.json と tokenizer.json も入っているモデルのフォルダーを開いてください。</translation>
    </message>
    <message>
        <source>{file} is damaged, cut short or not a safetensors file ({reason}). Fetch it again.</source>
        <translation>{file} は壊れているか、途中で切れているか、safetensors 形式ではありません（{reason}）。入手し直してください。</translation>
    </message>
    <message>
        <source>{file} is not an index of a model&apos;s files ({reason}).</source>
        <translation>{file} はモデルのファイルの索引ではありません（{reason}）。</translation>
    </message>
    <message>
        <source>{file} names “{shard}”, which is no .safetensors file of its folder.</source>
        <translation>{file} に書かれている「{shard}」は、同じフォルダーの .safetensors ファイルではありません。</translation>
    </message>
    <message>
        <source>{file} is missing; {index} lists {count} files. Fetch the model again.</source>
        <translation>{file} がありません（{index} には {count} 個のファイルが載っています）。モデルを入手し直してください。</translation>
    </message>
    <message>
        <source>{file} is damaged, cut short or not a GGUF file ({reason}). Fetch it again.</source>
        <translation>{file} は壊れているか、途中で切れているか、GGUF 形式ではありません（{reason}）。入手し直してください。</translation>
    </message>
    <message>
        <source>{file}: the weights “{name}” are stored as {kind}; supported: {supported}.</source>
        <translation>{file}：重み「{name}」の形式 {kind} には対応していません。対応している形式：{supported}</translation>
    </message>
    <message>
        <source>{file} is not the file it should be (SHA-256 {found}, expected {wanted}). Install it again: {command}</source>
        <translation>{file} は本来のファイルと内容が異なります（SHA-256 が {found}、正しくは {wanted}）。次のコマンドで再インストールしてください：{command}</translation>
    </message>
    <message>
        <source>{device} failed while computing ({reason}). Choose another device.</source>
        <translation>{device} は計算中に失敗しました（{reason}）。別のデバイスを選んでください。</translation>
    </message>
    <message>
        <source>This GGUF file&apos;s vocabulary is of a kind that is not supported (“{name}”). Supported are gpt2, llama and bert; or open the model as a Hugging Face folder with a tokenizer.json.</source>
        <translation>この GGUF ファイルの語彙の種類（「{name}」）には対応していません。対応しているのは gpt2、llama、bert です。または、tokenizer.json を含む Hugging Face 形式のフォルダーとしてモデルを開いてください。</translation>
    </message>
    <message>
        <source>This GGUF file&apos;s text is split in a way that is not supported (“{name}”). Open the model as a Hugging Face folder with a tokenizer.json instead.</source>
        <translation>この GGUF ファイルのテキスト分割方式（「{name}」）には対応していません。代わりに、tokenizer.json を含む Hugging Face 形式のフォルダーとしてモデルを開いてください。</translation>
    </message>
    <message>
        <source>{file} is one of {count} parts of a model; join them with “llama-gguf-split --merge” first.</source>
        <translation>{file} は {count} 個に分割されたモデルの一部です。先に「llama-gguf-split --merge」で結合してください。</translation>
    </message>
    <message>
        <source>“{model}” has no weights that can be opened; supported: {supported}.</source>
        <translation>「{model}」には、開ける形式の重みがありません。対応しているもの：{supported}</translation>
    </message>
    <message>
        <source>Choose one of the GGUF files of “{model}”: {names}.</source>
        <translation>「{model}」の GGUF ファイルから 1 つを選んでください：{names}</translation>
    </message>
    <message>
        <source>“{model}” needs {needed} on the disk, but {folder} has {available} left.</source>
        <translation>「{model}」には {needed} のディスク容量が必要ですが、{folder} の空きは {available} です。</translation>
    </message>
    <message>
        <source>“{model}” has no {file}, without which its weights cannot be used.</source>
        <translation>「{model}」には {file} がないため、その重みは使えません。</translation>
    </message>
    <message>
        <source>“{model}” is no name of a model; they look like “owner/model”.</source>
        <translation>「{model}」はモデルの名前として正しくありません。「所有者/モデル」の形で指定してください。</translation>
    </message>
    <message>
        <source>The Hugging Face hub has no model “{model}”, or only for accounts that were granted access.</source>
        <translation>Hugging Face Hub にモデル「{model}」が見つからないか、利用を許可されたアカウントだけに公開されています。</translation>
    </message>
    <message>
        <source>The Hugging Face hub cannot be reached ({reason}). Models on this machine work without it.</source>
        <translation>Hugging Face Hub に接続できません（{reason}）。このコンピューターにあるモデルは接続なしで使えます。</translation>
    </message>
    <message>
        <source>What the hub says of “{model}” cannot be understood ({reason}). Try again later.</source>
        <translation>「{model}」についてのHubの応答を解釈できません（{reason}）。時間をおいてもう一度お試しください。</translation>
    </message>
    <message>
        <source>“{model}” cannot be stored ({reason}).</source>
        <translation>「{model}」を保存できません（{reason}）。</translation>
    </message>
    <message>
        <source>{file} of “{model}” did not arrive as the hub describes it. Download it again.</source>
        <translation>「{model}」の {file} を正しく受信できませんでした（サイズまたはチェックサムが一致しません）。もう一度ダウンロードしてください。</translation>
    </message>
    <message>
        <source>The model needs {needed} of memory, but this device has {available}. Choose a smaller model, one stored in fewer bits, or another device.</source>
        <translation>このモデルには {needed} のメモリが必要ですが、このデバイスのメモリは {available} です。小さいモデル、より少ないビット数で保存されたモデル、または別のデバイスを選んでください。</translation>
    </message>
    <message>
        <source>It is no file, but a device, a pipe or a socket</source>
        <translation>ファイルではなく、デバイスかパイプかソケットです</translation>
    </message>
    <message>
        <source>No such file or directory</source>
        <translation>ファイルまたはフォルダがありません</translation>
    </message>
    <message>
        <source>Permission denied</source>
        <translation>アクセス権がありません</translation>
    </message>
    <message>
        <source>Operation not permitted</source>
        <translation>許可されていない操作です</translation>
    </message>
    <message>
        <source>Is a directory</source>
        <translation>ファイルではなくフォルダです</translation>
    </message>
    <message>
        <source>Not a directory</source>
        <translation>フォルダではありません</translation>
    </message>
    <message>
        <source>File exists</source>
        <translation>同じ名前のファイルがすでにあります</translation>
    </message>
    <message>
        <source>No space left on device</source>
        <translation>ディスクに空きがありません</translation>
    </message>
    <message>
        <source>Disk quota exceeded</source>
        <translation>ディスクの割り当て容量を超えました</translation>
    </message>
    <message>
        <source>File too large</source>
        <translation>ファイルが大きすぎます</translation>
    </message>
    <message>
        <source>Read-only file system</source>
        <translation>ファイルシステムが読み取り専用です</translation>
    </message>
    <message>
        <source>File name too long</source>
        <translation>ファイル名が長すぎます</translation>
    </message>
    <message>
        <source>Too many levels of symbolic links</source>
        <translation>シンボリックリンクの階層が深すぎます</translation>
    </message>
    <message>
        <source>Too many open files</source>
        <translation>開いているファイルが多すぎます</translation>
    </message>
    <message>
        <source>Cannot allocate memory</source>
        <translation>メモリを確保できません</translation>
    </message>
    <message>
        <source>Device or resource busy</source>
        <translation>ほかで使用中です</translation>
    </message>
    <message>
        <source>Input/output error</source>
        <translation>入出力エラーが起きました</translation>
    </message>
    <message>
        <source>There is no model, file or folder “{file}” on this machine. If the Hugging Face hub has it, download it with Model &gt; More models…, or in a terminal: hf download {file}</source>
        <translation>「{file}」というモデル、ファイル、フォルダーはこのコンピューターにありません。Hugging Face Hub にあるモデルなら、「モデル」&gt;「その他のモデル…」か、ターミナルで hf download {file} を実行してダウンロードしてください。</translation>
    </message>
    <message>
        <source>A film in {format} needs the Python package “{package}”. Install it with “pip install {package}”, or start the program with “uv run --extra video attnviz”.</source>
        <translation>{format} の動画には Python パッケージ「{package}」が必要です。「pip install {package}」でインストールするか、「uv run --extra video attnviz」で起動してください。</translation>
    </message>
    <message>
        <source>Printing needs Qt&apos;s print support, which is not installed.</source>
        <translation>印刷には Qt の印刷機能が必要ですが、インストールされていません。</translation>
    </message>
    <message>
        <source>This text is a captured trace already: {file} holds all its numbers.</source>
        <translation>これはすでに保存されたトレースです。数値はすべて {file} にあります。</translation>
    </message>
    <message>
        <source>The text is empty: there are no numbers to save.</source>
        <translation>テキストが空です。保存する数値がありません。</translation>
    </message>
    <message>
        <source>The folder {file} cannot be made ({reason}). Choose another one.</source>
        <translation>フォルダー {file} を作れません（{reason}）。別の場所を選んでください。</translation>
    </message>
    <message>
        <source>{file} cannot be saved: the name must end in .csv or .npz.</source>
        <translation>{file} は保存できません。名前の末尾を .csv または .npz にしてください。</translation>
    </message>
    <message>
        <source>A table of {rows} × {columns} weights is too large to copy. Export it as CSV or NPZ.</source>
        <translation>{rows} × {columns} 個の重みの表は大きすぎてコピーできません。CSV か NPZ でエクスポートしてください。</translation>
    </message>
    <message>
        <source>The model of this session is missing: nothing is at {file}. Its text is opened in the model in use.</source>
        <translation>このセッションのモデルが見つかりません（{file} には何もありません）。文だけを、使用中のモデルで開きました。</translation>
    </message>
    <message>
        <source>This experiment takes at most {tokens} tokens, and heads of at most {width} numbers: use a shorter text or another model.</source>
        <translation>この実験で使えるのは、{tokens} トークンまで、1 ヘッド {width} 個の数までです。短い文か、別のモデルを使ってください。</translation>
    </message>
    <message>
        <source>This experiment needs the vectors of the words as they enter the first layer. A text of more than {most} tokens and some trace files lack them: use a shorter text, or the model itself.</source>
        <translation>この実験には、最初の層に入るときの単語ベクトルが要ります。{most} トークンを超える文や一部のトレースファイルにはありません。短い文か、モデルそのものを使ってください。</translation>
    </message>
    <message>
        <source>Sparse patterns are for a text that looks at itself. Choose a head of self-attention.</source>
        <translation>スパースな注意のパターンは、自分自身を見る文章のためのものです。自己注意のヘッドを選んでください。</translation>
    </message>
    <message>
        <source>There is no lesson “{name}”. The lessons are: {names}.</source>
        <translation>「{name}」というレッスンはありません。レッスンは次のとおりです：{names}</translation>
    </message>
    <message>
        <source>The lesson “{lesson}” has no step “{name}”. Its steps are: {names}.</source>
        <translation>レッスン「{lesson}」に「{name}」という場面はありません。場面は次のとおりです：{names}</translation>
    </message>
    <message>
        <source>A captured trace cannot be computed otherwise: the model that made it is not in the file. Open the model itself to change its computation.</source>
        <translation>記録済みトレースは計算をやり直せません。元のモデルがファイルに入っていないためです。計算を変えるには、モデルそのものを開いてください。</translation>
    </message>
    <message>
        <source>A temperature must be {least} or more.</source>
        <translation>温度は {least} 以上にしてください。</translation>
    </message>
    <message>
        <source>A text of {count} tokens is too long to be read without a mask; up to {limit} can be.</source>
        <translation>マスクなしで読めるのは {limit} トークンまでです。このテキストは {count} トークンあり、長すぎます。</translation>
    </message>
    <message>
        <source>{model}: on this text its numbers grow beyond what 32 bits can hold, so that there is nothing to show. Its weights are damaged or not trained.</source>
        <translation>{model}：このテキストでは計算の途中の数が32ビットで表せる範囲を超えるため、表示できるものがありません。重みが壊れているか、訓練されていません。</translation>
    </message>
    <message>
        <source>The lab “{lab}” has no knob “{name}”. Its knobs are: {names}.</source>
        <translation>実験「{lab}」に「{name}」というつまみはありません。あるのは {names} です。</translation>
    </message>
    <message>
        <source>The knob “{name}” of the lab “{lab}” cannot stand at “{value}”.</source>
        <translation>実験「{lab}」のつまみ「{name}」を「{value}」にはできません。</translation>
    </message>
    <message>
        <source>There is no lab “{name}”. The labs are: {names}.</source>
        <translation>「{name}」という実験はありません。実験は {names} です。</translation>
    </message>
    <message>
        <source>This experiment takes a “{knob}” from {low} to {high}, not {value}.</source>
        <translation>この実験の「{knob}」は {low} から {high} までです。{value} は使えません。</translation>
    </message>
    <message>
        <source>This experiment takes no “{knob}” of {value}. It takes: {values}.</source>
        <translation>この実験の「{knob}」に {value} は使えません。使えるのは {values} です。</translation>
    </message>
    <message>
        <source>{file} is not a deck of attnviz; nothing was changed.</source>
        <translation>{file} は attnviz の講義ファイルではありません。何も変更していません。</translation>
    </message>
    <message>
        <source>{file} would be larger than a deck may be. Make two decks of it.</source>
        <translation>{file} は1つのデッキの大きさの上限を超えます。2つのデッキに分けてください。</translation>
    </message>
    <message>
        <source>{file} is too large for a deck: unpacked it may have {most} MB.</source>
        <translation>{file} は講義ファイルとしては大きすぎます。展開後の上限は {most} MB です。</translation>
    </message>
    <message>
        <source>{file} is of a newer version of attnviz (deck version {version}, this one reads {known}). Update the program to open it.</source>
        <translation>{file} は新しい版の attnviz の講義です（講義の版 {version}、このプログラムが読めるのは {known} まで）。プログラムを更新してください。</translation>
    </message>
    <message>
        <source>{file} is damaged: its part {part} cannot be read. Nothing was changed.</source>
        <translation>{file} は壊れています。中の {part} を読み取れません。何も変更していません。</translation>
    </message>
    <message>
        <source>{file} was made by another version of attnviz: it has the step “{lesson}/{step}”, which this one does not know.</source>
        <translation>{file} は別の版の attnviz で作られたものです。このプログラムにない場面「{lesson}/{step}」が入っています。</translation>
    </message>
    <message>
        <source>The model&apos;s tokenizer takes longer than {seconds} s for this text: its file has rules that never come to an end. Change the text or choose another model.</source>
        <translation>モデルのトークナイザーが、この文の分割に {seconds} 秒以上かかっています。ファイルに、いつまでも終わらない規則が含まれています。文を変えるか、別のモデルを選んでください。</translation>
    </message>
    <message>
        <source>The model&apos;s tokenizer cannot split this text ({reason}).</source>
        <translation>このモデルのトークナイザーでは、このテキストを分割できません（{reason}）。</translation>
    </message>
    <message>
        <source>The text has no word “{word}”. Its words are: {words}.</source>
        <translation>この文に「{word}」という語はありません。ある語は次のとおりです：{words}。</translation>
    </message>
    <message>
        <source>The text has “{word}” {count} ×, not {number} ×.</source>
        <translation>この文に「{word}」は {count} 回あり、{number} 回はありません。</translation>
    </message>
    <message>
        <source>Fonts of attnviz are missing ({fonts}), so those of the system are used: some letters may show as boxes. Install attnviz anew.</source>
        <translation>attnviz のフォント ({fonts}) がないため、システムのフォントを使っています。一部の文字が四角で表示されることがあります。attnviz を再インストールしてください。</translation>
    </message>
    <message>
        <source>There is no font here, neither of attnviz nor of the system. Install attnviz anew, or a font.</source>
        <translation>attnviz のフォントもシステムのフォントも見つかりません。attnviz を再インストールするか、フォントをインストールしてください。</translation>
    </message>
    <message>
        <source>Without a screen, &apos;attnviz shot --out window.png&apos; draws the window to a file, and &apos;xvfb-run -a attnviz&apos; runs it on a virtual one.</source>
        <translation>画面がない場合は、&apos;attnviz shot --out window.png&apos; でウィンドウをファイルに描画するか、&apos;xvfb-run -a attnviz&apos; で仮想画面上に表示できます。</translation>
    </message>
    <message>
        <source>there is no display (DISPLAY and WAYLAND_DISPLAY are unset).</source>
        <translation>ディスプレイがありません (DISPLAY も WAYLAND_DISPLAY も設定されていません)。</translation>
    </message>
    <message>
        <source>Qt needs system libraries that are not installed. On Debian or Ubuntu:</source>
        <translation>Qt に必要なシステムライブラリがインストールされていません。Debian または Ubuntu では次を実行してください：</translation>
    </message>
    <message>
        <source>QT_QPA_PLATFORM asks for {platform}, which Qt does not have here. Unset it, or try one of: {platforms}.</source>
        <translation>QT_QPA_PLATFORM に {platform} が指定されていますが、この Qt にはありません。指定を外すか、次のいずれかを試してください：{platforms}。</translation>
    </message>
    <message>
        <source>The display {display} cannot be reached. Check DISPLAY or WAYLAND_DISPLAY, and whether you may use that display.</source>
        <translation>ディスプレイ {display} に接続できません。DISPLAY または WAYLAND_DISPLAY の値と、そのディスプレイを使う権限を確認してください。</translation>
    </message>
    <message>
        <source>Qt cannot open a window here ({reason}).</source>
        <translation>Qt がウィンドウを開けません ({reason})。</translation>
    </message>
    <message>
        <source>The device did not answer, and is not waited for any more.</source>
        <translation>デバイスが応答しなかったため、待つのをやめました。</translation>
    </message>
    <message>
        <source>there is not enough memory. Close other programs, or raise &apos;ulimit -v&apos;.</source>
        <translation>メモリが足りません。ほかのプログラムを閉じるか、「ulimit -v」の値を上げてください。</translation>
    </message>
    <message>
        <source>The text is not UTF-8 (byte {position}).</source>
        <translation>テキストが UTF-8 ではありません ({position} バイト目)。</translation>
    </message>
    <message>
        <source>The text on standard input is larger than {most} kB. Give a part of it.</source>
        <translation>標準入力のテキストが {most} kB を超えています。一部だけを渡してください。</translation>
    </message>
    <message>
        <source>a part of the program cannot be loaded ({reason}). There is too little memory (see &apos;ulimit -v&apos;), or attnviz is to be installed anew.</source>
        <translation>プログラムの一部を読み込めません ({reason})。メモリが足りないか (「ulimit -v」を確認してください)、attnviz の再インストールが必要です。</translation>
    </message>
    <message>
        <source>Only the first {taken} of {given} characters were taken: a text here may have {most}, a paragraph {longest}.</source>
        <translation>{given} 文字のうち先頭の {taken} 文字だけを取り込みました。ここに入る文章は {most} 文字、1 段落は {longest} 文字までです。</translation>
    </message>
    <message>
        <source>attnviz could not be started anew ({reason}). It goes on as it is.</source>
        <translation>attnviz を起動し直せませんでした（{reason}）。このまま続行します。</translation>
    </message>
    <message>
        <source>attnviz does not answer; most likely a driver of the device keeps it waiting. Your text and place are saved, and a restart opens them again.</source>
        <translation>attnviz が応答していません。デバイスのドライバーが処理を返さないためと思われます。テキストと表示位置は保存済みで、再起動すると元どおりに開きます。</translation>
    </message>
    <message>
        <source>{file} was cut short while it was in use. Choose another model, and this one again once its file is whole.</source>
        <translation>使用中に {file} が途中で切り詰められました。別のモデルを選び、ファイルが元どおりになってから選び直してください。</translation>
    </message>
    <message>
        <source>&apos;{text}&apos; is no size; write WIDTHxHEIGHT, for example 1920x1080</source>
        <translation>「{text}」は大きさとして読めません。1920x1080のように「幅x高さ」で書いてください。</translation>
    </message>
    <message>
        <source>&apos;{text}&apos; is too large; up to {most} million pixels</source>
        <translation>「{text}」は大きすぎます。{most}メガピクセル以下にしてください。</translation>
    </message>
    <message>
        <source>&apos;{text}&apos; is no count; layers, heads, tokens and steps count from 0</source>
        <translation>「{text}」は番号として読めません。層、ヘッド、トークン、場面は0から数えた整数で書いてください。</translation>
    </message>
    <message>
        <source>&apos;{text}&apos; is no number from 0.1 to 100</source>
        <translation>「{text}」は使えません。0.1から100までの数を書いてください。</translation>
    </message>
    <message>
        <source>the name is empty</source>
        <translation>名前が空です。名前を書いてください。</translation>
    </message>
    <message>
        <source>&apos;{text}&apos; names no value; write NAME=VALUE, for example temperature=0.5</source>
        <translation>「{text}」に値がありません。temperature=0.5のように「名前=値」で書いてください。</translation>
    </message>
    <message>
        <source>&apos;{text}&apos; should end in {endings}</source>
        <translation>「{text}」の末尾は{endings}にしてください。</translation>
    </message>
    <message>
        <source>the following arguments are required: {names}</source>
        <translation>次の引数が必要です：{names}</translation>
    </message>
    <message>
        <source>unrecognized arguments: {names}</source>
        <translation>知らない引数です：{names}</translation>
    </message>
    <message>
        <source>ambiguous option: {option} could match {names}</source>
        <translation>「{option}」だけでは決まりません。候補：{names}</translation>
    </message>
    <message>
        <source>--steps writes a folder, or a film that ends in {endings}: not {path}</source>
        <translation>--steps の書き出し先は、フォルダか、{endings} で終わる動画です（指定：{path}）</translation>
    </message>
    <message>
        <source>expected one argument</source>
        <translation>値を 1 つ指定してください</translation>
    </message>
    <message>
        <source>ignored explicit argument {given}</source>
        <translation>値は取りません：{given}</translation>
    </message>
    <message>
        <source>not allowed with argument {other}</source>
        <translation>{other} と一緒には使えません</translation>
    </message>
    <message>
        <source>not allowed with arguments {other}</source>
        <translation>{other} と一緒には使えません</translation>
    </message>
    <message>
        <source>only with argument {other}</source>
        <translation>{other} と一緒にだけ使えます</translation>
    </message>
    <message>
        <source>only for a view or for the picture of a head</source>
        <translation>ビューか、ヘッドの図にだけ使えます</translation>
    </message>
    <message>
        <source>invalid choice: {given} (choose from {choices})</source>
        <translation>{given} は選べません。選べるもの：{choices}</translation>
    </message>
    <message>
        <source>{given} is no choice of {view}; its choices are: {choices}</source>
        <translation>{given} は {view} では選べません。選べるもの：{choices}</translation>
    </message>
    <message>
        <source>{given} cannot be: {name} takes {values}</source>
        <translation>{given} にはできません。{name} が取る値：{values}</translation>
    </message>
    <message>
        <source>compare takes one of text, head, layer and model, or head together with model</source>
        <translation>compare に指定できるのは text、head、layer、model のどれか 1 つです（head と model は一緒に使えます）</translation>
    </message>
</context>
<context>
    <name>examples</name>
    <message>
        <source>Said twice: does a word find its first mention, or what came after that?</source>
        <translation>同じ文が二度。各語は前に出た同じ語に注目しますか、その次の語に注目しますか。</translation>
    </message>
    <message>
        <source>Whom does “he” look at?</source>
        <translation>“he” は誰に注目しますか。</translation>
    </message>
    <message>
        <source>One word, two meanings: compare the rows of the two “bank”.</source>
        <translation>同じ語に二つの意味。二つの “bank” の行を見比べましょう。</translation>
    </message>
    <message>
        <source>Does “it” look at the animal or the street? Then make “tired” into “wide”.</source>
        <translation>“it” が注目するのは animal か street か。“tired” を “wide” に変えるとどうなりますか。</translation>
    </message>
    <message>
        <source>Which head lets “are” find “keys”, past the nearer “cabinet”?</source>
        <translation>近くの “cabinet” を越えて、“are” が “keys” に注目するヘッドはどれですか。</translation>
    </message>
    <message>
        <source>Whom does 彼 look at?</source>
        <translation>「彼」は誰に注目しますか。</translation>
    </message>
    <message>
        <source>Whose book is it: does 自分 look at 花子 or at 次郎?</source>
        <translation>誰の本ですか。「自分」が注目するのは「花子」か「次郎」か。</translation>
    </message>
    <message>
        <source>Bridge, edge, chopsticks: three words written alike; do their rows differ?</source>
        <translation>橋・端・箸。同じ表記の三つの語で、行は違いますか。</translation>
    </message>
    <message>
        <source>What is long: does 長い look at 象 or at 鼻?</source>
        <translation>何が長いのでしょう。「長い」が注目するのは「象」か「鼻」か。</translation>
    </message>
    <message>
        <source>One word, two meanings: at which layer do the two “bank” part?</source>
        <translation>1 つの語に 2 つの意味：2 つの “bank” はどの層で離れるでしょうか。</translation>
    </message>
    <message>
        <source>Other names, other pronouns: which weights stay as they are?</source>
        <translation>名前と代名詞を変えると、変わらない重みはどれでしょうか。</translation>
    </message>
    <message>
        <source>One word is another one: does “it” look elsewhere?</source>
        <translation>1 語だけ変えると、“it” の見る先は変わるでしょうか。</translation>
    </message>
    <message>
        <source>One word, two meanings: do the two 甘い part on their way up?</source>
        <translation>1 つの語に 2 つの意味：2 つの「甘い」は層を上がるにつれて離れるでしょうか。</translation>
    </message>
    <message>
        <source>Same words, another order: does 呼んだ still find who called whom?</source>
        <translation>同じ語を別の順に：「呼んだ」は、だれがだれを呼んだかを見つけられるでしょうか。</translation>
    </message>
</context>
<context>
    <name>labs</name>
    <message>
        <source>Weight against cause</source>
        <translation>重みと原因</translation>
    </message>
    <message>
        <source>Weight and effect of {count} heads: rank correlation {number}</source>
        <translation>{count} 個のヘッドの重みと影響：順位相関 {number}</translation>
    </message>
    <message>
        <source>{weight} on “{key}”; hidden, it moves the output by {size}</source>
        <translation>「{key}」の重み {weight}。隠すと出力は {size} 動く</translation>
    </message>
    <message>
        <source>{weight} on “{key}”; without this head the output moves by {size}</source>
        <translation>「{key}」の重み {weight}。このヘッドを止めると出力は {size} 動く</translation>
    </message>
    <message>
        <source>This head off</source>
        <translation>このヘッドを止める</translation>
    </message>
    <message>
        <source>Word hidden</source>
        <translation>ことばを隠す</translation>
    </message>
    <message>
        <source>Many heads</source>
        <translation>ヘッドを順に</translation>
    </message>
    <message>
        <source>This layer</source>
        <translation>この層</translation>
    </message>
    <message>
        <source>All layers</source>
        <translation>すべての層</translation>
    </message>
    <message>
        <source>Take a head or a word away and run the model again. Does the largest weight do most?</source>
        <translation>ヘッドかことばを取り除いて、もう一度計算します。重みが最大のものが、影響も最大でしょうか。</translation>
    </message>
    <message>
        <source>Real runs without the head or word; effect: how far the model&apos;s output moves</source>
        <translation>取り除いて実際に計算し直した結果。影響は、モデルの出力が動いた大きさ</translation>
    </message>
    <message>
        <source>Try</source>
        <translation>試す</translation>
    </message>
    <message>
        <source>Of</source>
        <translation>対象</translation>
    </message>
    <message>
        <source>One word, two sentences</source>
        <translation>1つのことば、2つの文</translation>
    </message>
    <message>
        <source>The two “{word}”: cosine {after} after layer {layer}, {before} as words</source>
        <translation>2つの「{word}」のコサイン類似度：層 {layer} のあと {after}、入口では {before}</translation>
    </message>
    <message>
        <source>“{word}” looks most at “{one}” ({share}) here and at “{two}” ({other}) there</source>
        <translation>「{word}」が最も見るのは、この文で「{one}」({share})、別の文で「{two}」({other})</translation>
    </message>
    <message>
        <source>“{word}” looks most at “{one}” ({share}) here, at hardly any word there ({other} at most)</source>
        <translation>「{word}」が最も見るのは、この文で「{one}」({share})。別の文では、どの語もほとんど見ません（最大 {other}）</translation>
    </message>
    <message>
        <source>“{word}” looks at hardly any word here ({share} at most), most at “{two}” ({other}) there</source>
        <translation>「{word}」はこの文ではどの語もほとんど見ず（最大 {share}）、別の文では「{two}」を最も見ます ({other})</translation>
    </message>
    <message>
        <source>“{word}” looks at hardly any other word in either sentence (at most {share} and {other})</source>
        <translation>「{word}」は、どちらの文でもほかの語をほとんど見ません（最大 {share} と {other}）</translation>
    </message>
    <message>
        <source>This head</source>
        <translation>このヘッド</translation>
    </message>
    <message>
        <source>Whole layer</source>
        <translation>層全体</translation>
    </message>
    <message>
        <source>Vectors</source>
        <translation>ベクトル</translation>
    </message>
    <message>
        <source>of the query</source>
        <translation>クエリの語</translation>
    </message>
    <message>
        <source>The same word finds other helpers in each sentence. Follow it through the layers.</source>
        <translation>同じことばでも、文が違えば頼る相手が違います。層をたどってみましょう。</translation>
    </message>
    <message>
        <source>Both sentences are run: weights of the word, and the cosine of its two vectors</source>
        <translation>2つの文を実際に計算。その語の重みと、2つのベクトルのコサイン類似度</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>表示</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>層</translation>
    </message>
    <message>
        <source>Word</source>
        <translation>ことば</translation>
    </message>
    <message>
        <source>The price of length</source>
        <translation>長さの代償</translation>
    </message>
    <message>
        <source>From {before} to {n} tokens: {times} times the time, {time}</source>
        <translation>{before} から {n} トークンへ：時間は {times} 倍、{time}</translation>
    </message>
    <message>
        <source>{count} tokens</source>
        <translation>{count} トークン</translation>
    </message>
    <message>
        <source>full</source>
        <translation>ふつう</translation>
    </message>
    <message>
        <source>flash</source>
        <translation>Flash</translation>
    </message>
    <message>
        <source>both</source>
        <translation>両方</translation>
    </message>
    <message>
        <source>Go further to the right: the time comes closer and closer to the dashed line of n².</source>
        <translation>右へ進むほど、時間は n² の破線に近づいていきます。</translation>
    </message>
    <message>
        <source>12 heads of random queries, keys and values: medians of 3 to 31 runs</source>
        <translation>乱数のクエリ・キー・バリュー、12ヘッド分：3～31回の中央値</translation>
    </message>
    <message>
        <source>Up to</source>
        <translation>長さの上限</translation>
    </message>
    <message>
        <source>Attention</source>
        <translation>アテンション</translation>
    </message>
    <message>
        <source>Experts and their router</source>
        <translation>エキスパートとルーター</translation>
    </message>
    <message>
        <source>{share} of all parameters are at work for a word: {used} of {all} experts</source>
        <translation>1語のために働くのは全パラメーターの {share}（エキスパート {all} 個中 {used} 個）</translation>
    </message>
    <message>
        <source>Expert {number} is busiest: {share} of the words pass it</source>
        <translation>最も忙しいのはエキスパート {number}：{share} の語が通る</translation>
    </message>
    <message>
        <source>The router sends “{word}” to experts {experts}: together {share}</source>
        <translation>ルーターは「{word}」をエキスパート {experts} へ送る：合わせて {share}</translation>
    </message>
    <message>
        <source>This word</source>
        <translation>このことば</translation>
    </message>
    <message>
        <source>All words</source>
        <translation>すべてのことば</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>負荷</translation>
    </message>
    <message>
        <source>At work</source>
        <translation>働く割合</translation>
    </message>
    <message>
        <source>See whom the router asks for each word, and how much of the model rests meanwhile.</source>
        <translation>ルーターがことばごとにだれに頼むか、そのあいだモデルのどれだけが休むかを見ます。</translation>
    </message>
    <message>
        <source>Probabilities of the layer&apos;s own router; parameters counted from the model&apos;s arrays</source>
        <translation>その層のルーターの確率。パラメーター数はモデルの配列から数えたもの</translation>
    </message>
    <message>
        <source>Small tiles</source>
        <translation>小さなタイルで</translation>
    </message>
    <message>
        <source>{held} held in place of {plain}; the two answers differ by {difference}</source>
        <translation>{plain} の代わりに {held} だけ保持。2つの答えの差は {difference}</translation>
    </message>
    <message>
        <source>key {number}</source>
        <translation>{number} 番目のキー</translation>
    </message>
    <message>
        <source>Small tiles: flash attention</source>
        <translation>小さなタイルで：Flash Attention</translation>
    </message>
    <message>
        <source>Walk along the row: a maximum and a sum are kept, never the row. Choose other tiles.</source>
        <translation>行に沿って進みます。残すのは最大値と合計だけで、行は残しません。タイルも変えられます。</translation>
    </message>
    <message>
        <source>This head’s scores, walked in float64; the two answers are those of our kernels</source>
        <translation>このヘッドのスコアを float64 でたどったもの。2つの答えは自作カーネルの計算</translation>
    </message>
    <message>
        <source>Walked up to</source>
        <translation>どこまで進むか</translation>
    </message>
    <message>
        <source>Keys in a tile</source>
        <translation>1タイルのキー</translation>
    </message>
    <message>
        <source>Local memory</source>
        <translation>ローカルメモリ</translation>
    </message>
    <message>
        <source>Without the big table</source>
        <translation>大きな表を作らずに</translation>
    </message>
    <message>
        <source>Linear attention is {difference} off</source>
        <translation>線形アテンションのずれは {difference}</translation>
    </message>
    <message>
        <source>Linear attention is {difference} off; at {tokens} tokens it takes {time} of the time</source>
        <translation>線形アテンションのずれは {difference}。{tokens} トークンなら時間は {time}</translation>
    </message>
    <message>
        <source>six, of 1 to 32</source>
        <translation>6つ、1～32</translation>
    </message>
    <message>
        <source>one, of {count}</source>
        <translation>1つ、{count}</translation>
    </message>
    <message>
        <source>Make the memories short or long, change φ: neither points as sharply as softmax.</source>
        <translation>記憶を短くも長くもでき、φ も替えられます。どちらもソフトマックスほど鋭くは指せません。</translation>
    </message>
    <message>
        <source>This head’s queries, keys and values, scanned by our kernels; times: medians of 3 to 31 runs</source>
        <translation>このヘッドのクエリ・キー・バリューを自作カーネルで走査。時間は3～31回の中央値</translation>
    </message>
    <message>
        <source>φ</source>
        <translation>φ</translation>
    </message>
    <message>
        <source>Memories’ half-lives</source>
        <translation>記憶の半減期</translation>
    </message>
    <message>
        <source>Timed at</source>
        <translation>測る長さ</translation>
    </message>
    <message>
        <source>One word after the other</source>
        <translation>1語ずつ順に</translation>
    </message>
    <message>
        <source>After “{word}”, half of what the net knows is of the last {count} of {all} tokens</source>
        <translation>「{word}」まで読んだネットの記憶の半分は、{all} トークンのうち最後の {count} トークン分です</translation>
    </message>
    <message>
        <source>“{key}”, {distance} back: {left} of what the net knows, {weight} of this head’s attention</source>
        <translation>{distance} トークン前の「{key}」：ネットの記憶では {left}、このヘッドの注意では {weight}</translation>
    </message>
    <message>
        <source>the query</source>
        <translation>クエリの語</translation>
    </message>
    <message>
        <source>token {number}</source>
        <translation>{number} 番目</translation>
    </message>
    <message>
        <source>Memory of a recurrent net</source>
        <translation>再帰型ネットの記憶</translation>
    </message>
    <message>
        <source>Make the net keep less, or push harder: far words fade. Attention looks straight at each.</source>
        <translation>残す割合を減らすか、押す力を強めると、遠い語ほど薄れます。アテンションはどの語も直接見ます。</translation>
    </message>
    <message>
        <source>Gradients of an untrained net of 32 numbers that reads the model’s word vectors, by our kernels</source>
        <translation>モデルの単語ベクトルを読む、学習していない32個の数のネットの勾配（自作カーネルで計算）</translation>
    </message>
    <message>
        <source>Read up to</source>
        <translation>どこまで読むか</translation>
    </message>
    <message>
        <source>A step keeps</source>
        <translation>1歩で残す割合</translation>
    </message>
    <message>
        <source>A word pushes</source>
        <translation>語の押す力</translation>
    </message>
    <message>
        <source>on</source>
        <translation>オン</translation>
    </message>
    <message>
        <source>off</source>
        <translation>オフ</translation>
    </message>
    <message>
        <source>Divide by √d, or not</source>
        <translation>√d で割る、割らない</translation>
    </message>
    <message>
        <source>Largest share: {divided} with the division, {plain} without</source>
        <translation>最大の割合：割れば {divided}、割らなければ {plain}</translation>
    </message>
    <message>
        <source>Switch the division off: one word takes nearly all. With few numbers it matters less.</source>
        <translation>割るのをやめると、1語がほとんどを取ります。使う数が少なければ、違いも小さくなります。</translation>
    </message>
    <message>
        <source>Scores from the first d numbers of the head&apos;s own queries and keys</source>
        <translation>このヘッドのクエリとキーの、はじめの d 個の数によるスコア</translation>
    </message>
    <message>
        <source>Numbers used</source>
        <translation>使う数</translation>
    </message>
    <message>
        <source>÷ √d</source>
        <translation>÷ √d</translation>
    </message>
    <message>
        <source>Ten stickers</source>
        <translation>10枚のシール</translation>
    </message>
    <message>
        <source>“{query}” gives “{key}” {count} of 10 stickers; spread {bits} bits</source>
        <translation>「{query}」は10枚中 {count} 枚を「{key}」へ。ばらつき {bits} ビット</translation>
    </message>
    <message>
        <source>Softmax and temperature</source>
        <translation>ソフトマックスと温度</translation>
    </message>
    <message>
        <source>Turn the temperature down: one word takes all. Turn it up: every word gets some.</source>
        <translation>温度を下げると1語がすべてを取り、上げるとどの語にも行き渡ります。</translation>
    </message>
    <message>
        <source>Softmax of the row of the query, its scores divided by the temperature</source>
        <translation>クエリの行のスコアを温度で割り、ソフトマックスにかけたもの</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>Beside the model&apos;s own</source>
        <translation>元のモデルと並べる</translation>
    </message>
    <message>
        <source>Fewer pairs</source>
        <translation>組を減らす</translation>
    </message>
    <message>
        <source>{share} of the pairs; the layer’s answer is off by {error}</source>
        <translation>組の {share} だけで、層の答えのずれは {error}</translation>
    </message>
    <message>
        <source>{share} of the pairs; the layer’s answer is off by {error}; at {tokens} tokens, {time} of the time</source>
        <translation>組の {share} だけで、層の答えのずれは {error}。{tokens} トークンなら時間は {time}</translation>
    </message>
    <message>
        <source>neighbours</source>
        <translation>近く</translation>
    </message>
    <message>
        <source>+ steps</source>
        <translation>＋とびとび</translation>
    </message>
    <message>
        <source>+ a few for all</source>
        <translation>＋全員が見る語</translation>
    </message>
    <message>
        <source>pieces</source>
        <translation>かたまり</translation>
    </message>
    <message>
        <source>√length</source>
        <translation>√長さ</translation>
    </message>
    <message>
        <source>as added</source>
        <translation>特殊トークン</translation>
    </message>
    <message>
        <source>a window</source>
        <translation>窓と同じ</translation>
    </message>
    <message>
        <source>Fewer pairs: sparse attention</source>
        <translation>組を減らす：スパースアテンション</translation>
    </message>
    <message>
        <source>Choose which pairs are looked at: fewer pairs are cheaper, and the answer is further off.</source>
        <translation>どの組を見るかを選びます。組を減らすほど手間は減り、答えはずれていきます。</translation>
    </message>
    <message>
        <source>The layer over these pairs alone, by our kernel; time on 1,024 random tokens, medians of 3 to 31 runs</source>
        <translation>この層をこの組だけで計算（自作カーネル）。時間は乱数の 1,024 トークン、3～31回の中央値</translation>
    </message>
    <message>
        <source>Pairs</source>
        <translation>組</translation>
    </message>
    <message>
        <source>Window or piece</source>
        <translation>窓・かたまりの幅</translation>
    </message>
    <message>
        <source>Few for all</source>
        <translation>全員が見る語の数</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>とぶ幅</translation>
    </message>
    <message>
        <source>Tile by tile</source>
        <translation>タイルごとに</translation>
    </message>
    <message>
        <source>Tiles of {side} × {side}: {rate} GFLOP/s, {share} of this device’s ceiling of {ceiling}</source>
        <translation>{side} × {side} のタイル：{rate} GFLOP/s。このデバイスの上限 {ceiling} の {share}</translation>
    </message>
    <message>
        <source>Two tables multiply, tile by tile</source>
        <translation>表の掛け算をタイルごとに</translation>
    </message>
    <message>
        <source>Choose larger tiles: each number is fetched less often. Too large, and they no longer fit.</source>
        <translation>タイルを大きくすると、同じ数を読む回数が減ります。大きすぎると、レジスターに収まりません。</translation>
    </message>
    <message>
        <source>Queries times keys of this head, by our kernel; rates: 256 × 256 tables, medians of 3 to 31 runs</source>
        <translation>このヘッドのクエリ×キー（自作カーネル）。速さは 256 × 256 の表で、3～31回の中央値</translation>
    </message>
    <message>
        <source>Tile</source>
        <translation>タイル</translation>
    </message>
    <message>
        <source>Made so far</source>
        <translation>ここまで計算</translation>
    </message>
    <message>
        <source>Window against attention</source>
        <translation>窓とアテンション</translation>
    </message>
    <message>
        <source>Of all that words look at, {share} lies beyond a window of {reach}</source>
        <translation>すべてのことばが見るもののうち、{share} は両側 {reach} の窓の外</translation>
    </message>
    <message>
        <source>Of all that “{query}” looks at, {share} lies beyond a window of {reach}</source>
        <translation>「{query}」が見るもののうち、{share} は両側 {reach} の窓の外</translation>
    </message>
    <message>
        <source>{count} to each side</source>
        <translation>両側に {count}</translation>
    </message>
    <message>
        <source>Widen the window: how wide must it be to hold all that the word looks at?</source>
        <translation>窓を広げてみましょう。ことばが見るものすべてを収めるには、どれだけの幅が要るでしょうか。</translation>
    </message>
    <message>
        <source>Weights of the head in focus, added up in the window and beyond it</source>
        <translation>注目中のヘッドの重みを、窓の中と外でそれぞれ足したもの</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>窓</translation>
    </message>
</context>
<context>
    <name>lesson</name>
    <message>
        <source>The rule</source>
        <translation>一般の式</translation>
    </message>
    <message>
        <source>Our pair</source>
        <translation>この組では</translation>
    </message>
    <message>
        <source>all others</source>
        <translation>その他すべて</translation>
    </message>
    <message>
        <source>output</source>
        <translation>出力</translation>
    </message>
    <message>
        <source>share</source>
        <translation>割合</translation>
    </message>
    <message>
        <source>share × value</source>
        <translation>割合 × バリュー</translation>
    </message>
    <message>
        <source>{shown} of {total} tokens</source>
        <translation>{total} トークン中 {shown}</translation>
    </message>
    <message>
        <source>score</source>
        <translation>スコア</translation>
    </message>
    <message>
        <source>query ↓</source>
        <translation>クエリ ↓</translation>
    </message>
    <message>
        <source>key →</source>
        <translation>キー →</translation>
    </message>
    <message>
        <source>← not
written yet</source>
        <translation>← まだ
ない語</translation>
    </message>
    <message>
        <source>share taken</source>
        <translation>取る割合</translation>
    </message>
    <message>
        <source>match (score)</source>
        <translation>合い具合（スコア）</translation>
    </message>
    <message>
        <source>this word searches</source>
        <translation>さがす​ことば</translation>
    </message>
    <message>
        <source>its theme: the query</source>
        <translation>テーマ＝クエリ</translation>
    </message>
    <message>
        <source>query</source>
        <translation>クエリ</translation>
    </message>
    <message>
        <source>key</source>
        <translation>キー</translation>
    </message>
    <message>
        <source>narrow bars: x; wide bars: φ(x) = x + 1 where x is positive, else e to the power of x</source>
        <translation>細い棒が x、太い棒が φ(x)：x が正なら x + 1、そうでなければ e の x 乗</translation>
    </message>
    <message>
        <source>what is left of a word (1 = all of it)</source>
        <translation>1つのことばの残り（1 = 全部）</translation>
    </message>
    <message>
        <source>tokens later</source>
        <translation>何トークンあとか</translation>
    </message>
    <message>
        <source>half is gone after</source>
        <translation>半分になるまで</translation>
    </message>
    <message>
        <source>1 token</source>
        <translation>1 トークン</translation>
    </message>
    <message>
        <source>{count} tokens</source>
        <translation>{count} トークン</translation>
    </message>
    <message>
        <source>softmax attention</source>
        <translation>ソフトマックス</translation>
    </message>
    <message>
        <source>linear attention</source>
        <translation>線形​アテンション</translation>
    </message>
    <message>
        <source>state-space model</source>
        <translation>状態空間モデル</translation>
    </message>
    <message>
        <source>linear attention’s output differs from this head’s own by {share}</source>
        <translation>線形アテンションの出力は、このヘッドの本来の出力と {share} 違います</translation>
    </message>
    <message>
        <source>{share} off</source>
        <translation>ずれ {share}</translation>
    </message>
    <message>
        <source>the head’s own</source>
        <translation>このヘッド自身</translation>
    </message>
    <message>
        <source>millions of multiplications and additions of one head, counted</source>
        <translation>1つのヘッドの掛け算と足し算の回数（百万回）</translation>
    </message>
    <message>
        <source>softmax attention: n × n × d</source>
        <translation>ソフトマックス：n × n × d</translation>
    </message>
    <message>
        <source>linear attention: n × d × d</source>
        <translation>線形アテンション：n × d × d</translation>
    </message>
    <message>
        <source>{count} tokens here: {softmax} against {linear}. It pays from about d = {d} tokens on.</source>
        <translation>この文は {count} トークンで、{softmax} 回対 {linear} 回。d = {d} トークンほどから得になります。</translation>
    </message>
    <message>
        <source>value</source>
        <translation>バリュー</translation>
    </message>
    <message>
        <source>{count} numbers each</source>
        <translation>それぞれ {count} 個の数</translation>
    </message>
    <message>
        <source>x: {count} numbers</source>
        <translation>x：{count} 個の数</translation>
    </message>
    <message>
        <source>first numbers</source>
        <translation>最初の数個</translation>
    </message>
    <message>
        <source>positive</source>
        <translation>正</translation>
    </message>
    <message>
        <source>negative</source>
        <translation>負</translation>
    </message>
    <message>
        <source>each dot is one token</source>
        <translation>点1つが1トークン</translation>
    </message>
    <message>
        <source>products</source>
        <translation>積</translation>
    </message>
    <message>
        <source>sum of all products</source>
        <translation>積の合計</translation>
    </message>
    <message>
        <source>First type a sentence.</source>
        <translation>まず文を入力してください。</translation>
    </message>
    <message>
        <source>Press Esc, write a few words, and come back.</source>
        <translation>Esc キーで戻り、短い文を入力してから、もう一度開いてください。</translation>
    </message>
    <message>
        <source>Press S for a sentence and a model that have it.</source>
        <translation>Sキーで、それがそろった文とモデルに切り替えます。</translation>
    </message>
    <message>
        <source>Schematic: not numbers of this model</source>
        <translation>模式図：このモデルの数値ではありません</translation>
    </message>
    <message>
        <source>One moment…</source>
        <translation>少しお待ちください…</translation>
    </message>
    <message>
        <source>This cannot be shown for this text and model. Press S for a sample where it can.</source>
        <translation>この文とモデルでは表示できません。Sキーで、表示できる例に切り替えます。</translation>
    </message>
    <message>
        <source>encoder: reads</source>
        <translation>エンコーダー：読む</translation>
    </message>
    <message>
        <source>decoder: writes</source>
        <translation>デコーダー：書く</translation>
    </message>
    <message>
        <source>cross-attention</source>
        <translation>クロスアテンション</translation>
    </message>
    <message>
        <source>The numbers of this head are on their way.</source>
        <translation>このヘッドの数値を計算しています。</translation>
    </message>
    <message>
        <source>“{word}” is cut into {pieces}; we follow {token}.</source>
        <translation>「{word}」は {pieces} に分かれます。ここでは {token} を追います。</translation>
    </message>
    <message>
        <source>Words become tokens</source>
        <translation>文をトークンに分ける</translation>
    </message>
    <message>
        <source>The model cuts the sentence into small pieces, called tokens.
Our question: how strongly does “{query}” look at “{key}”?</source>
        <translation>モデルは、​文を​「トークン」という​小さな​かたまりに​分けます。
問題です。​「{query}」は​「{key}」に、​どれだけ​注目して​いるでしょう？</translation>
    </message>
    <message>
        <source>This lesson follows one single weight to the end. Type your own sentence at any time.
Common words are one token; rare ones are cut into pieces.</source>
        <translation>このレッスンでは、たった1つの重みを最後まで追います。文はいつでも自分で打ち替えられます。
よくある語は1トークン、珍しい語はいくつかに分かれます。</translation>
    </message>
    <message>
        <source>Three roles: query, key, value</source>
        <translation>3つの役割：クエリ、キー、バリュー</translation>
    </message>
    <message>
        <source>The query says what “{query}” is looking for; the key says what “{key}” has to offer.
The value is what “{key}” hands over when it is looked at.</source>
        <translation>クエリは​「{query}」が​探して​いるもの、​キーは​「{key}」が​持って​いるものの​目印です。
バリューは、​注目された​「{key}」が​相手に​渡す​中身です。</translation>
    </message>
    <message>
        <source>The same word plays all three roles: here one word asks, and the other one answers.
x is the word’s own vector, as it comes from the layer below.</source>
        <translation>どのことばも3つの役をすべて務めます。ここでは一方がたずね、もう一方が答えます。
xは、下の層から届いたそのことば自身のベクトルです。</translation>
    </message>
    <message>
        <source>The score: how well do they match?</source>
        <translation>スコア：どれだけ合うか</translation>
    </message>
    <message>
        <source>Multiply query and key number by number, then add everything up.
The better the two match, the larger the sum.</source>
        <translation>クエリと​キーを、​同じ​位置の​数どうしで​掛けて、​すべて​足します。
2つが​よく​合うほど、​合計は​大きく​なります。</translation>
    </message>
    <message>
        <source>The framed column is the product that counts most.
Two positive or two negative numbers speak for a match; one of each speaks against it.</source>
        <translation>枠で囲んだ列が、いちばん効いている積です。
符号が同じ数どうしは「合う」、違う数どうしは「合わない」ほうに働きます。</translation>
    </message>
    <message>
        <source>Divide by the square root of d</source>
        <translation>dの平方根で割る</translation>
    </message>
    <message>
        <source>The more numbers we add up, the further apart the scores can lie.
Dividing by the square root of {d} brings all of them back to a moderate size.</source>
        <translation>足し合わせる​数が​多いほど、​スコアの​ばらつきは​大きく​なります。
そこで​すべてを​{d}の​平方根で​割り、​ほどよい​大きさに​そろえます。</translation>
    </message>
    <message>
        <source>Every dot is a token; all move towards zero by the same factor, so their order stays.
The next lesson shows what happens without it.</source>
        <translation>点の1つ1つがトークンです。すべて同じ割合で0に近づくので、順番は変わりません。
割らないとどうなるかは、次のレッスンで見ます。</translation>
    </message>
    <message>
        <source>Softmax, part 1: stretch the differences</source>
        <translation>ソフトマックス（前半）：差を広げる</translation>
    </message>
    <message>
        <source>Take all scores of “{query}”, subtract the largest, and raise e (about 2.718) to the result.
Now every number is positive, and good matches stand out.</source>
        <translation>「{query}」の​各スコアから​最大値を​引き、​その​値だけ​e（約2.718）を​累乗します。
どの​数も​正に​なり、​よく​合う​相手ほど​大きく​際立ちます。</translation>
    </message>
    <message>
        <source>Subtracting the largest changes no share; it only keeps the numbers small.
Read one column from top to bottom: score, difference, power.</source>
        <translation>最大値を引いても割合は変わりません。数が大きくなりすぎないようにするだけです。
1列を上から下へ読みます。スコア、差、累乗の順です。</translation>
    </message>
    <message>
        <source>Softmax, part 2: from numbers to shares</source>
        <translation>ソフトマックス（後半）：割合にする</translation>
    </message>
    <message>
        <source>Divide each number by the sum of them all: now the shares add up to 100 %.
“{query}” gives {weight} of its attention to “{key}”.</source>
        <translation>それぞれの​数を​全体の​合計で​割ると、​足して​100 %に​なる​割合が​できます。
「{query}」の​注意の​うち、​{weight}が​「{key}」に​向いて​います。</translation>
    </message>
    <message>
        <source>This is the number that the window’s table shows for our pair.
The bar at the foot holds all shares end to end.</source>
        <translation>ウィンドウの表でこの2語のところに出ているのが、この数です。
下の帯は、すべての割合を端からつないだものです。</translation>
    </message>
    <message>
        <source>Blend the values</source>
        <translation>バリューを混ぜ合わせる</translation>
    </message>
    <message>
        <source>Every token hands over its value, as much of it as its share.
Their sum is what “{query}” takes from the sentence: the output of this head.</source>
        <translation>どの​トークンも、​自分の​バリューを​割合の​ぶんだけ​渡します。
その​合計が、​「{query}」が​文から​受け取る​もの、​つまり​この​ヘッドの​出力です。</translation>
    </message>
    <message>
        <source>Rows are sorted by their share; the sum is at the foot.
With the sums of the other heads it is added to what the word meant before.</source>
        <translation>行は割合の大きい順です。いちばん下が合計です。
ほかのヘッドの合計とともに、ことばのそれまでのベクトルに足されます。</translation>
    </message>
    <message>
        <source>All pairs at once</source>
        <translation>すべての組をまとめて</translation>
    </message>
    <message>
        <source>All tokens do the same with one another: rows are queries, columns are keys.
The framed cell is our pair.</source>
        <translation>同じ​計算を​すべての​組で​行います。​行が​クエリ、​列が​キーです。
枠で​囲んだ​マスが、​いま​見てきた​組です。</translation>
    </message>
    <message>
        <source>Everything so far was one cell of this table, and the model has such a table for every head.
Rows are queries here; some books turn the table round.</source>
        <translation>ここまでの話は、この表のたった1マスです。しかも表はヘッドごとにあります。
ここでは行がクエリです。行と列が逆の本もあります。</translation>
    </message>
    <message>
        <source>One weight, step by step</source>
        <translation>1つの重みを、1歩ずつ</translation>
    </message>
    <message>
        <source>There is no other word to choose.</source>
        <translation>ほかに選べることばがありません。</translation>
    </message>
    <message>
        <source>cosine of the vectors of the words, as they enter the model (1: the same direction)</source>
        <translation>モデルに入るときの、ことばどうしのベクトルのコサイン類似度（1なら同じ向き）</translation>
    </message>
    <message>
        <source>weight between the two words</source>
        <translation>2つのことばのあいだの重み</translation>
    </message>
    <message>
        <source>share of the translation that is another one</source>
        <translation>訳文のうち、変わった割合</translation>
    </message>
    <message>
        <source>probability that moves to other next words</source>
        <translation>ほかの「次の語」へ移った確率</translation>
    </message>
    <message>
        <source>change of the sentence&apos;s vector (1 − cosine)</source>
        <translation>文のベクトルの変化（1 − コサイン類似度）</translation>
    </message>
    <message>
        <source>hidden: “{word}”</source>
        <translation>隠したことば：「{word}」</translation>
    </message>
    <message>
        <source>switched off: {head}</source>
        <translation>止めたヘッド：{head}</translation>
    </message>
    <message>
        <source>now it writes: {text}</source>
        <translation>いまの訳文：{text}</translation>
    </message>
    <message>
        <source>likeliest next word: {before} → {after}</source>
        <translation>最もありそうな次の語：{before} → {after}</translation>
    </message>
    <message>
        <source>the vector that turns most is that of “{word}”: {change}</source>
        <translation>いちばん向きが変わったのは「{word}」のベクトル：{change}</translation>
    </message>
    <message>
        <source>{count} of {all} heads so far</source>
        <translation>これまでに {all} 個中 {count} 個のヘッド</translation>
    </message>
    <message>
        <source>rank correlation {number}: 1 would mean that a larger weight always does more</source>
        <translation>順位相関 {number}（1なら、重みが大きいほど必ず影響も大きい）</translation>
    </message>
    <message>
        <source>{head}: weight {weight}, effect {size}</source>
        <translation>{head}：重み {weight}、影響 {size}</translation>
    </message>
    <message>
        <source>head {number}</source>
        <translation>ヘッド {number}</translation>
    </message>
    <message>
        <source>expert {number}</source>
        <translation>エキスパート {number}</translation>
    </message>
    <message>
        <source>The trace does not say how many of the model&apos;s parameters are its experts&apos;.</source>
        <translation>このトレースには、モデルのパラメーターのうちエキスパートのものがいくつあるかが記録されていません。</translation>
    </message>
    <message>
        <source>{total} parameters in all</source>
        <translation>パラメーター全部で {total} 個</translation>
    </message>
    <message>
        <source>for every word</source>
        <translation>どの語にも共通</translation>
    </message>
    <message>
        <source>experts, {count} of them</source>
        <translation>エキスパート {count} 個</translation>
    </message>
    <message>
        <source>{active} at work for this word: {share}</source>
        <translation>この語のために働くのは {active} 個：{share}</translation>
    </message>
    <message>
        <source>if all had the same: {share}</source>
        <translation>均等なら {share}</translation>
    </message>
    <message>
        <source>feature {number}</source>
        <translation>特徴 {number}</translation>
    </message>
    <message>
        <source>the other {count}</source>
        <translation>ほかの {count} 個</translation>
    </message>
    <message>
        <source>all {count} together: {sum}</source>
        <translation>{count} 個の合計：{sum}</translation>
    </message>
    <message>
        <source>full: all weights kept</source>
        <translation>通常：重みをすべて保持</translation>
    </message>
    <message>
        <source>flash: no table</source>
        <translation>Flash：表を作らない</translation>
    </message>
    <message>
        <source>one head alone</source>
        <translation>ヘッド1つだけ</translation>
    </message>
    <message>
        <source>full attention</source>
        <translation>ふつう</translation>
    </message>
    <message>
        <source>flash attention</source>
        <translation>Flash</translation>
    </message>
    <message>
        <source>{time} at {n} tokens</source>
        <translation>{n} トークンで {time}</translation>
    </message>
    <message>
        <source>{kind}: {time}</source>
        <translation>{kind}：{time}</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>トークン</translation>
    </message>
    <message>
        <source>- - -  n² through the last point</source>
        <translation>- - -  最後の点を通る n²</translation>
    </message>
    <message>
        <source>holds {bytes} of weights</source>
        <translation>保持する重みは {bytes}</translation>
    </message>
    <message>
        <source>milliseconds</source>
        <translation>ミリ秒</translation>
    </message>
    <message>
        <source>Our guess</source>
        <translation>会場の予想</translation>
    </message>
    <message>
        <source>This head</source>
        <translation>このヘッド</translation>
    </message>
    <message>
        <source>pieces added up</source>
        <translation>かたまりの合計</translation>
    </message>
    <message>
        <source>Our guess: “{word}”, {hands} of {all} hands. This head gives that word {weight}.</source>
        <translation>会場の予想：「{word}」（{all} 票中 {hands} 票）。このヘッドがそのことばに向けた重みは {weight} です。</translation>
    </message>
    <message>
        <source>The two sentences have no word in common. Press S for two that have one.</source>
        <translation>2つの文に共通のことばがありません。Sキーで、共通のことばがある2文に切り替えます。</translation>
    </message>
    <message>
        <source>words</source>
        <translation>入口</translation>
    </message>
    <message>
        <source>cosine of the two vectors of “{word}”, after each layer</source>
        <translation>各層のあとの、2つの「{word}」のベクトルのコサイン類似度</translation>
    </message>
    <message>
        <source>scores</source>
        <translation>スコア</translation>
    </message>
    <message>
        <source>less the largest</source>
        <translation>最大値を引く</translation>
    </message>
    <message>
        <source>e to that power</source>
        <translation>eの累乗にする</translation>
    </message>
    <message>
        <source>by the sum</source>
        <translation>合計で割る</translation>
    </message>
    <message>
        <source>together {total}</source>
        <translation>合わせて {total}</translation>
    </message>
    <message>
        <source>temperature {number}</source>
        <translation>温度 {number}</translation>
    </message>
    <message>
        <source>queries Q</source>
        <translation>クエリ Q</translation>
    </message>
    <message>
        <source>keys, turned: Kᵀ</source>
        <translation>キー（転置）Kᵀ</translation>
    </message>
    <message>
        <source>queries × keys</source>
        <translation>クエリ × キー</translation>
    </message>
    <message>
        <source>weights × values</source>
        <translation>重み × バリュー</translation>
    </message>
    <message>
        <source>a large product</source>
        <translation>大きな積</translation>
    </message>
    <message>
        <source>{rate} GFLOP/s</source>
        <translation>{rate} GFLOP/s</translation>
    </message>
    <message>
        <source>measured just now on {device}</source>
        <translation>いま {device} で測定</translation>
    </message>
    <message>
        <source>The speaker presses the number once for each hand.</source>
        <translation>話し手は、挙がった手の数だけ番号のキーを押します。</translation>
    </message>
    <message>
        <source>{count} heads, ranked by the weight between the two words</source>
        <translation>{count} 個のヘッドを、2語のあいだの重みの順に並べました</translation>
    </message>
    <message>
        <source>layer {number}</source>
        <translation>層 {number}</translation>
    </message>
    <message>
        <source>the window around the word</source>
        <translation>ことばのまわりの窓</translation>
    </message>
    <message>
        <source>One step, however far away “{word}” is</source>
        <translation>「{word}」がどんなに遠くても、1ステップで届く</translation>
    </message>
    <message>
        <source>“{word}” is the next token: a window of {reach} to each side reaches it</source>
        <translation>「{word}」はとなりのトークン。両側に {reach} の窓なら届きます</translation>
    </message>
    <message>
        <source>“{word}” is {distance} tokens away: a window of {reach} to each side reaches it</source>
        <translation>「{word}」までは {distance} トークン。両側に {reach} の窓なら届きます</translation>
    </message>
    <message>
        <source>“{word}” is {distance} tokens away: a window of {reach} to each side misses it</source>
        <translation>「{word}」までは {distance} トークン。両側に {reach} の窓では届きません</translation>
    </message>
    <message>
        <source>an untrained net of {count} numbers, reading the word vectors of this model</source>
        <translation>{count}個の数をもつ、学習していないネット。このモデルの単語ベクトルを読んでいます</translation>
    </message>
    <message>
        <source>left in the net after “{word}”</source>
        <translation>「{word}」を​読んだ​あとの​残り</translation>
    </message>
    <message>
        <source>weights of this head</source>
        <translation>このヘッドの​重み</translation>
    </message>
    <message>
        <source>recurrent net</source>
        <translation>再帰型ネット (RNN)</translation>
    </message>
    <message>
        <source>attention</source>
        <translation>アテンション</translation>
    </message>
    <message>
        <source>step</source>
        <translation>ステップ</translation>
    </message>
    <message>
        <source>steps, one after the other</source>
        <translation>ステップ、1つずつ順番に</translation>
    </message>
    <message>
        <source>time →</source>
        <translation>時間 →</translation>
    </message>
    <message>
        <source>brightest: {share} or more</source>
        <translation>いちばん明るい色：{share} 以上</translation>
    </message>
    <message>
        <source>dimmed: left out</source>
        <translation>薄い部分：計算しない組</translation>
    </message>
    <message>
        <source>{rows} × {columns}, and so in each of {heads} heads</source>
        <translation>{rows} × {columns}。{heads} 個のヘッドのどれでも同じ</translation>
    </message>
    <message>
        <source>none ahead; and so in each of {heads} heads</source>
        <translation>先のことばは見ない。{heads} 個のヘッドのどれでも同じ</translation>
    </message>
    <message>
        <source>pairs</source>
        <translation>組の数</translation>
    </message>
    <message>
        <source>of them hold half the weight</source>
        <translation>の組が、重みの半分を持つ</translation>
    </message>
    <message>
        <source>the {count} largest weights of this head</source>
        <translation>このヘッドの大きいほうから {count} 個</translation>
    </message>
    <message>
        <source>is all the weaker half holds</source>
        <translation>が、弱い半数の組の重み</translation>
    </message>
    <message>
        <source>the pairs with the smallest weights</source>
        <translation>重みの小さいほうから半分の組</translation>
    </message>
    <message>
        <source>{pairs} of {all}</source>
        <translation>{all} 組中 {pairs} 組</translation>
    </message>
    <message>
        <source>windows of {width} tokens</source>
        <translation>窓は {width} トークン</translation>
    </message>
    <message>
        <source>pieces of {width} tokens</source>
        <translation>かたまりは {width} トークン</translation>
    </message>
    <message>
        <source>still looked at</source>
        <translation>残る</translation>
    </message>
    <message>
        <source>left out</source>
        <translation>省かれる</translation>
    </message>
    <message>
        <source>of the pairs are computed</source>
        <translation>の組だけを計算する</translation>
    </message>
    <message>
        <source>of the weight is cut away</source>
        <translation>の重みが失われる</translation>
    </message>
    <message>
        <source>“{query}” → “{key}”, {weight}: {left}</source>
        <translation>「{query}」→「{key}」 {weight}：{left}</translation>
    </message>
    <message>
        <source>error of the layer&apos;s answer</source>
        <translation>この層の答えのずれ</translation>
    </message>
    <message>
        <source>all its heads, against full attention</source>
        <translation>組を省かない答えと比べて（全ヘッド）</translation>
    </message>
    <message>
        <source>of the time</source>
        <translation>の時間ですむ</translation>
    </message>
    <message>
        <source>timed on a long text</source>
        <translation>長い文章で測定</translation>
    </message>
    <message>
        <source>{tokens} tokens: {time}, full {full}</source>
        <translation>{tokens} トークン：{time}、全部だと {full}</translation>
    </message>
    <message>
        <source>neighbours</source>
        <translation>近く</translation>
    </message>
    <message>
        <source>+ regular steps</source>
        <translation>＋一定の間隔</translation>
    </message>
    <message>
        <source>+ a few for all</source>
        <translation>＋共有トークン</translation>
    </message>
    <message>
        <source>pieces</source>
        <translation>かたまり</translation>
    </message>
    <message>
        <source>answer off by</source>
        <translation>答えのずれ</translation>
    </message>
    <message>
        <source>time</source>
        <translation>時間</translation>
    </message>
    <message>
        <source>Full attention takes {time} there ({heads} heads). Kernels compute 16 keys at a time.</source>
        <translation>すべての組では {time}（{heads} ヘッド）。カーネルはキーを16個ずつまとめて計算します。</translation>
    </message>
    <message>
        <source>this text, {tokens} tokens</source>
        <translation>この文章（{tokens} トークン）</translation>
    </message>
    <message>
        <source>{tokens} random tokens, timed here</source>
        <translation>乱数 {tokens} トークンでの実測</translation>
    </message>
    <message>
        <source>ten stickers</source>
        <translation>シール10枚</translation>
    </message>
    <message>
        <source>“{token}” at temperature {number}: {share}, stickers: {count}</source>
        <translation>「{token}」温度 {number}：{share}、シール {count} 枚</translation>
    </message>
    <message>
        <source>spread: {bits} bits</source>
        <translation>ばらつき {bits} ビット</translation>
    </message>
    <message>
        <source>{count} on words not shown</source>
        <translation>ほかの語に {count} 枚</translation>
    </message>
    <message>
        <source>“{query}” and “{key}” are that many tokens apart</source>
        <translation>「{query}」と​「{key}」は、​それだけの​トークン​離れています</translation>
    </message>
    <message>
        <source>far words, one step</source>
        <translation>遠くても1ステップ</translation>
    </message>
    <message>
        <source>weights at once</source>
        <translation>同時に計算する重み</translation>
    </message>
    <message>
        <source>every pair, in every head of every layer; none waits for another in its layer</source>
        <translation>どの​層の​どの​ヘッドでも、​すべての​組を。​同じ​層の​中では​互いを​待ちません</translation>
    </message>
    <message>
        <source>tables to look at</source>
        <translation>中をのぞける表</translation>
    </message>
    <message>
        <source>one for each head: a hint of what the model uses, no proof</source>
        <translation>ヘッドごとに​1つ。​モデルが​何を​使うかの​手がかりで、​証明では​ありません</translation>
    </message>
    <message>
        <source>of the plain and the flash answer</source>
        <translation>ふつうの計算と Flash の計算の間</translation>
    </message>
    <message>
        <source>{bytes} on this device: {count}</source>
        <translation>このデバイスの {bytes} には {count}</translation>
    </message>
    <message>
        <source>keys fit into {bytes}</source>
        <translation>個のキーが {bytes} に入る</translation>
    </message>
    <message>
        <source>this device has none</source>
        <translation>このデバイスにはありません</translation>
    </message>
    <message>
        <source>sum of the row: done</source>
        <translation>行の合計：完了</translation>
    </message>
    <message>
        <source>largest so far</source>
        <translation>ここまでの最大</translation>
    </message>
    <message>
        <source>old sum × {factor}</source>
        <translation>前の合計 × {factor}</translation>
    </message>
    <message>
        <source>held</source>
        <translation>を保持</translation>
    </message>
    <message>
        <source>plain: {bytes}</source>
        <translation>ふつうは {bytes}</translation>
    </message>
    <message>
        <source>answers apart</source>
        <translation>答えの差</translation>
    </message>
    <message>
        <source>scores of “{query}”</source>
        <translation>「{query}」のスコア</translation>
    </message>
    <message>
        <source>tile {number} of {all}</source>
        <translation>タイル {number} / {all}</translation>
    </message>
    <message>
        <source>old sum times</source>
        <translation>前の合計 ×</translation>
    </message>
    <message>
        <source>sum so far</source>
        <translation>ここまでの合計</translation>
    </message>
    <message>
        <source>plain: the weights of all heads of this layer</source>
        <translation>通常：この層の全ヘッドの重み</translation>
    </message>
    <message>
        <source>flash: scores of one tile, a maximum and a sum</source>
        <translation>Flash：1タイル分のスコアと、最大値、合計</translation>
    </message>
    <message>
        <source>largest difference of the two answers, as computed by the kernels</source>
        <translation>2つの計算結果（カーネルの出力）の最大の差</translation>
    </message>
    <message>
        <source>keys and values that fit into 64 KiB of local memory (gfx900), one head</source>
        <translation>64 KiB のローカルメモリ（gfx900）に入るキーとバリューの組（1ヘッド）</translation>
    </message>
    <message>
        <source>not divided</source>
        <translation>割らない</translation>
    </message>
    <message>
        <source>divided by √d</source>
        <translation>√d で割る</translation>
    </message>
    <message>
        <source>d: numbers of each query and key that are used</source>
        <translation>d：クエリとキーの数値のうち、使う個数</translation>
    </message>
    <message>
        <source>spread in bits, mean of all rows: 0 bits is a single word</source>
        <translation>注意のばらつき（ビット、全行の平均）。0ビットは1語だけを見る状態</translation>
    </message>
    <message>
        <source>Query, key, value: a library</source>
        <translation>クエリ・キー・バリュー：図書館のたとえ</translation>
    </message>
    <message>
        <source>A theme, and labels on spines</source>
        <translation>さがすテーマと、背表紙のラベル</translation>
    </message>
    <message>
        <source>In a library you have a theme in mind, the query, and read labels on spines, the keys.
Here “{query_word}” searches; below each spine stands how well it matches.</source>
        <translation>図書館では、​テーマ（クエリ）を​持って、​背表紙の​ラベル（キー）を​見て​まわります。
ここでは​「{query_word}」が​さがす役です。​背表紙の​下の​数は、​どれだけ​合うかを​表します。</translation>
    </message>
    <message>
        <source>A database looks for the one entry that matches exactly. This is softer: everything matches a little.</source>
        <translation>データベースは、ぴったり合う1件をさがします。こちらはもっとやわらかく、どれも少しずつ合います。</translation>
    </message>
    <message>
        <source>You take home what is inside</source>
        <translation>持ち帰るのは、本の中身</translation>
    </message>
    <message>
        <source>The green part of each book is its share of the attention.
A word may be easy to find and still have little to say: key and value are different things.</source>
        <translation>本の緑の部分が、注意の割合です。
見つけやすくても、中身が少ないことばもあります。キーとバリューは別のものです。</translation>
    </message>
    <message>
        <source>Three lists of numbers for each word</source>
        <translation>ことばごとに、3組の数</translation>
    </message>
    <message>
        <source>A party and a recipe</source>
        <translation>パーティーとレシピ</translation>
    </message>
    <message>
        <source>Finding a friend at a party</source>
        <translation>パーティーで友だちを見つける</translation>
    </message>
    <message>
        <source>What you take home is not the label but what is inside: the value.
From books that match well you take a lot, from others hardly a page.</source>
        <translation>持ち帰るのは​ラベルではなく、​本の​中身（バリュー）です。
よく​合う​本からは​たくさん、​ほかの​本からは​ほんの​少しだけ​取ります。</translation>
    </message>
    <message>
        <source>In the model, query, key and value are lists of {d} numbers each.
Three learned tables make them from the word’s own vector x.</source>
        <translation>モデルの​中では、​クエリ・キー・バリューは​それぞれ​{d}個の​数です。
学習で​得た​3つの​表が、​ことばの​ベクトル​xから​作ります。</translation>
    </message>
    <message>
        <source>Nobody wrote these numbers: the tables were learned from text. x is what the layer below hands on.
The colours say how large a number is and whether it is positive.</source>
        <translation>これらの数を書いた人はいません。3つの表は文章から学習したものです。xは、下の層から届いたベクトルです。
色は、数の大きさと正負を表します。</translation>
    </message>
    <message>
        <source>At a party you look for features: glasses, a red scarf, a laugh.
Query and key match number by number, and every match adds to the score.</source>
        <translation>パーティーでは、​めがね、​赤い​マフラー、​笑い声などの​特徴で​友だちを​さがします。
クエリと​キーも​数ごとに​照らし合わされ、​合うたびに​スコアが​増えます。</translation>
    </message>
    <message>
        <source>The features have no names: the model made them up in training.
Negative products are features that speak against the match.</source>
        <translation>特徴に名前はありません。モデルが学習の中で作りました。
負の積は、合わないことを示す特徴です。</translation>
    </message>
    <message>
        <source>A recipe calls its ingredients</source>
        <translation>料理の名前が、材料を呼ぶ</translation>
    </message>
    <message>
        <source>Say the name of a dish, and its ingredients come to mind.
Words that go together have vectors that point in similar directions.</source>
        <translation>料理の​名前を​聞くと、​材料が​思いうかびます。
いっしょに​使われる​ことばは、​ベクトルの​向きが​似ています。</translation>
    </message>
    <message>
        <source>Press S for a sentence with a dish. Look at which words come first, and which are mere grammar.</source>
        <translation>Sキーで料理の文に替わります。どの語が上位に来るか、助詞や記号はどこかを見てください。</translation>
    </message>
    <message>
        <source>Why attention won</source>
        <translation>アテンションが勝った理由</translation>
    </message>
    <message>
        <source>Three reasons, measured just now</source>
        <translation>3つの理由（いま測った数で）</translation>
    </message>
    <message>
        <source>Attention links words however far apart they are, and does all pairs at the same time.
And its tables let us look inside, a little.</source>
        <translation>どんなに​離れた​ことばも​結びつけ、​すべての​組を​同時に​計算します。
そして​表を​見れば、​中の​ようすが​少し​わかります。</translation>
    </message>
    <message>
        <source>The numbers are those of the sentence and model in use.
Doing all pairs at once suits graphics cards: that made large models possible.</source>
        <translation>数は、いま使っている文とモデルのものです。
すべての組を同時に計算する方法はGPUに向いていて、大きなモデルを可能にしました。</translation>
    </message>
    <message>
        <source>Far away, and yet needed</source>
        <translation>遠くにあるのに、必要なことば</translation>
    </message>
    <message>
        <source>Read the sentence and stop at “{query_word}”.
Which word tells you what it means?</source>
        <translation>文を​読み、​「{query_word}」で​止まって​ください。
その​意味は、​どの​ことばから​わかりますか？</translation>
    </message>
    <message>
        <source>Do not explain anything yet. Collect guesses: everybody understands the sentence, and nobody knows how.</source>
        <translation>まだ説明はしません。予想だけを集めます。文の意味はだれにもわかるのに、なぜわかるのかはだれも知りません。</translation>
    </message>
    <message>
        <source>A window sees its neighbours</source>
        <translation>窓から見えるのは、となりだけ</translation>
    </message>
    <message>
        <source>Older networks slid a small window over the text: a convolution.
A word saw its neighbours and nothing else.</source>
        <translation>以前の​ネットワークは、​文の​上で​小さな​窓を​すべらせて​いました（畳み込み）。
ことばから​見えるのは、​となりの​ことばだけです。</translation>
    </message>
    <message>
        <source>The window is drawn, not computed: the model in use has none.
For pictures a window is a good idea: what belongs together lies side by side. In language it need not.</source>
        <translation>窓は描いただけで、計算したものではありません。このモデルに窓はありません。
画像なら窓は有効です。関係のあるものが隣り合うからです。ことばでは、そうとは限りません。</translation>
    </message>
    <message>
        <source>A wider window costs more</source>
        <translation>窓を広げれば、手間が増える</translation>
    </message>
    <message>
        <source>We can widen it, or stack windows on windows.
But there is always a sentence that is longer.</source>
        <translation>窓を​広げたり、​何段も​重ねたり​できます。
それでも、​もっと​長い​文が​必ず​出てきます。</translation>
    </message>
    <message>
        <source>Ten windows in a stack reach ten times as far, but each of them must pass the message on.
Ask: how wide must the window be for a whole book?</source>
        <translation>窓を10段重ねれば10倍遠くまで届きますが、途中の段がすべて伝言しなければなりません。
本1冊なら窓の幅はどれだけ要るか、たずねてみます。</translation>
    </message>
    <message>
        <source>Attention sees the whole sentence</source>
        <translation>アテンションは、文の全体を見る</translation>
    </message>
    <message>
        <source>In attention every word may look at every other, in one step.
This head of the model gives {share} of its attention to “{key_word}”.</source>
        <translation>アテンションでは、​どの​ことばも​ほかの​すべての​ことばを、​1ステップで​見られます。
この​ヘッドは、​注意の​{share}を​「{key_word}」に​向けています。</translation>
    </message>
    <message>
        <source>The arcs are the weights of this head, measured now. Threads below 1 % are left out.</source>
        <translation>弧は、いま計算したこのヘッドの重みです。1 % 未満は省いています。</translation>
    </message>
    <message>
        <source>Words far apart</source>
        <translation>遠くはなれたことば</translation>
    </message>
    <message>
        <source>Not looking ahead</source>
        <translation>先を見ない</translation>
    </message>
    <message>
        <source>Every word could score every other</source>
        <translation>どのことばにも、スコアは付けられる</translation>
    </message>
    <message>
        <source>An encoder reads: each word looks at the whole sentence.
A decoder writes: it must not look at words that do not exist yet.</source>
        <translation>エンコーダーは​読む側で、​どの​ことばも​文の​全体を​見ます。
デコーダーは​書く側で、​まだ​書かれて​いない​ことばを​見ては​いけません。</translation>
    </message>
    <message>
        <source>Rows are queries, columns are keys; the numbers are q·k / √d of this head.
Those right of the diagonal are what the model would get if it looked ahead. It never uses them.</source>
        <translation>行がクエリ、列がキーで、数値はこのヘッドの q·k / √d です。
対角線より右は、先を見たとしたら得られる値です。モデルは決して使いません。</translation>
    </message>
    <message>
        <source>Minus infinity for what lies ahead</source>
        <translation>先のことばは、マイナス無限大に</translation>
    </message>
    <message>
        <source>So every score right of the diagonal is set to minus infinity.
e to that power is exactly zero.</source>
        <translation>そこで、​対角線より​右の​スコアを、​すべて​マイナス無限大に​します。
eを​その​数だけ​累乗すると、​ちょうど​0に​なります。</translation>
    </message>
    <message>
        <source>Zero would not do: a score of 0 would still get a share. Only minus infinity gets none.
In training this lets the model practise on every place of a text at the same time.</source>
        <translation>スコアを0にしても割合は0になりません。マイナス無限大なら、ちょうど0です。
このおかげで、学習では文のすべての位置を同時に練習できます。</translation>
    </message>
    <message>
        <source>The past still adds up to 100 %</source>
        <translation>過去だけで、合計は 100 %</translation>
    </message>
    <message>
        <source>The softmax shares out the attention among the words before it and itself.
The first word has no choice: it looks at itself.</source>
        <translation>ソフトマックスは、​自分と、​それより​前の​ことばに​注意を​分けます。
最初の​ことばは、​自分を​見るしか​ありません。</translation>
    </message>
    <message>
        <source>Many heads of large models rest on the first token when they find nothing: an attention sink.</source>
        <translation>大きなモデルのヘッドは、見るものがないとき、よく最初のトークンを見ます（アテンション・シンク）。</translation>
    </message>
    <message>
        <source>The next word</source>
        <translation>次のことば</translation>
    </message>
    <message>
        <source>What comes next?</source>
        <translation>次は何が来る？</translation>
    </message>
    <message>
        <source>After the last layer the decoder gives every token it knows a probability.
Writing means: choose one, add it, and ask again.</source>
        <translation>最後の​層の​あと、​デコーダーは​知っている​すべての​トークンに​確率を​付けます。
1つを​選んで​書き足し、​また​たずねる。​それが​「書く」​という​ことです。</translation>
    </message>
    <message>
        <source>Let the audience say the next word before you show this step.
In the window, F8 opens the list and Tab takes the first word.</source>
        <translation>この場面を出す前に、次のことばを会場に言ってもらいます。
ウィンドウではF8で一覧が開き、Tabで先頭の語を書き足せます。</translation>
    </message>
    <message>
        <source>Careful: temperature 0.5</source>
        <translation>慎重に：温度 0.5</translation>
    </message>
    <message>
        <source>A low temperature makes the likely even likelier.
The text gets safe, and soon repeats itself.</source>
        <translation>温度が​低いと、​ありそうな​語が、​いっそう​選ばれやすく​なります。
文章は​無難に​なり、​やがて​くり返しに​なります。</translation>
    </message>
    <message>
        <source>At a temperature of 0 it would always take the first word.
For facts that is what one wants; for a story it is dull.</source>
        <translation>温度が0なら、いつも1番目の語を選びます。
事実を答えるならそれでよく、物語では退屈になります。</translation>
    </message>
    <message>
        <source>Daring: temperature 2</source>
        <translation>大胆に：温度 2</translation>
    </message>
    <message>
        <source>A high temperature gives unlikely words a chance.
The text gets surprising, and soon makes no sense.</source>
        <translation>温度が​高いと、​ありそうに​ない​語にも​出番が​来ます。
文章は​意外に​なり、​やがて​意味を​なさなく​なります。</translation>
    </message>
    <message>
        <source>Look at the last bar: thousands of words that are unlikely one by one are likely together.
That is why chat programs choose from the few best words only.</source>
        <translation>いちばん下の棒に注目します。1つずつはまれでも、何万語も集まれば大きくなります。
だから対話プログラムは、上位の少数の語だけから選びます。</translation>
    </message>
    <message>
        <source>Two halves and a bridge</source>
        <translation>2つの半分と、あいだの橋</translation>
    </message>
    <message>
        <source>One half reads, the other writes</source>
        <translation>片方が読み、もう片方が書く</translation>
    </message>
    <message>
        <source>A translator has an encoder that reads and a decoder that writes.
Between the two there is a third kind of attention.</source>
        <translation>翻訳モデルには、​読む​エンコーダーと、​書く​デコーダーが​あります。
その​あいだには、​3つ目の​アテンションが​あります。</translation>
    </message>
    <message>
        <source>Self-attention reads, masked self-attention writes, and cross-attention joins the two.
The transformer of 2017 was such a translator.</source>
        <translation>自己アテンションが読み、マスク付きの自己アテンションが書き、クロスアテンションが2つをつなぎます。
2017年の最初のトランスフォーマーも、翻訳モデルでした。</translation>
    </message>
    <message>
        <source>Cross-attention</source>
        <translation>クロスアテンション</translation>
    </message>
    <message>
        <source>For each word that it writes, the decoder looks at the words it has read.
Lines cross where the two languages order their words differently.</source>
        <translation>1語​書く​たびに、​デコーダーは​読んだ​文の​ことばを​見ます。
2つの​言語で​語順が​違う​ところで、​線が​交わります。</translation>
    </message>
    <message>
        <source>Nobody told the model which words belong together: this alignment is a by-product.
Weights below 12 % are left out. Modern chat models have a decoder only.</source>
        <translation>どの語とどの語が対応するかは、だれも教えていません。この対応は副産物です。
12 % 未満の重みは省いています。いまの対話モデルにはデコーダーしかありません。</translation>
    </message>
    <message>
        <source>Three kinds of attention</source>
        <translation>アテンションは3種類</translation>
    </message>
    <message>
        <source>A translator has all three kinds; a model that only reads, such as BERT, has the first alone.
Chat models only write: today’s large ones are decoders, and have the second alone.</source>
        <translation>翻訳モデルには​3種類とも​あり、​BERTのように​読むだけの​モデルには​1つ目だけが​あります。
いまの​対話モデルは​書くだけの​デコーダーで、​2つ目だけを​使います。</translation>
    </message>
    <message>
        <source>The tables are measured: the mean of all heads of each kind’s last layer, each row to its largest.
GPT, Llama and SmolLM2 are decoders; BERT, MiniLM and E5 are encoders.</source>
        <translation>表は実測です。それぞれ最後の層の全ヘッドの平均を、行ごとに最大値を基準にして塗っています。
GPT、Llama、SmolLM2はデコーダー、BERT、MiniLM、E5はエンコーダーです。</translation>
    </message>
    <message>
        <source>Many experts, few at work</source>
        <translation>エキスパートは大勢、働くのは少数</translation>
    </message>
    <message>
        <source>A router chooses</source>
        <translation>ルーターが選ぶ</translation>
    </message>
    <message>
        <source>After attention each word goes through a small network; here there are {experts} of them.
A router sends “{query_word}” to the {used} that suit it best.</source>
        <translation>アテンションの​あと、​ことばは​小さな​ネットワークを​通ります。​ここには​{experts}個​あります。
ルーターが、​「{query_word}」を​いちばん​合う​{used}個へ​送ります。</translation>
    </message>
    <message>
        <source>The router is one small table of numbers: a row for each expert, learned with the rest.
The bars are its probabilities for this word; blue ones are chosen.</source>
        <translation>ルーターは小さな数の表です。エキスパートごとに1行あり、いっしょに学習します。
棒はこのことばに対する確率で、青が選ばれたエキスパートです。</translation>
    </message>
    <message>
        <source>Each word its own experts</source>
        <translation>ことばごとに、違うエキスパート</translation>
    </message>
    <message>
        <source>Every word takes its own way: framed are the {used} experts it passes.
The others do no work for it, so a large model stays quick.</source>
        <translation>通り道は​ことばごとに​違い、​枠で​囲んだ​{used}個を​通ります。
ほかは​働かないので、​大きな​モデルでも​速いままです。</translation>
    </message>
    <message>
        <source>Look for words that share their experts: often they are of a kind, but nobody planned it.
All experts need memory, but only the chosen ones need time.</source>
        <translation>同じエキスパートへ行くことばをさがします。似た種類のことが多いのですが、だれも決めていません。
メモリは全員分が要りますが、時間がかかるのは選ばれたものだけです。</translation>
    </message>
    <message>
        <source>A large model, a small part at work</source>
        <translation>大きなモデルの、働く一部</translation>
    </message>
    <message>
        <source>All numbers of the model in one bar: in colour those that work on “{query_word}”.
The other experts rest, and cost memory but no time.</source>
        <translation>モデルの​すべての​数を​1本の​棒に​しました。​色の​部分が​「{query_word}」の​ために​働きます。
ほかの​エキスパートは​休み、​メモリは​要りますが、​時間は​かかりません。</translation>
    </message>
    <message>
        <source>Here most of a small model is shared by all words; large ones are nearly all experts.
Mixtral 8x7B has 46.7 billion numbers, and 12.9 billion work on each token.</source>
        <translation>この小さなモデルでは、多くの部分をすべてのことばが通ります。大きなモデルは、ほとんどがエキスパートです。
Mixtral 8x7Bには467億の数があり、1トークンのために働くのは129億です。</translation>
    </message>
    <message>
        <source>Who has how much to do</source>
        <translation>仕事の分担</translation>
    </message>
    <message>
        <source>The bars show which share of the words passes each expert.
In training the work is spread, or a few would learn everything.</source>
        <translation>棒は、​この​文の​トークンの​うち、​それぞれの​エキスパートを​通る​割合です。
学習では、​少数だけが​すべてを​学ばないように、​仕事を​分散させます。</translation>
    </message>
    <message>
        <source>Each word passes several experts, so the bars add up to more than 100 %.
In training, a penalty on uneven loads keeps all of them busy.</source>
        <translation>1つのことばがいくつものエキスパートを通るので、合計は 100 % を超えます。
学習では、かたよりに罰を与えて、みんなが働くようにします。</translation>
    </message>
    <message>
        <source>A weight is not yet a cause</source>
        <translation>重みは、まだ原因ではない</translation>
    </message>
    <message>
        <source>A large weight</source>
        <translation>大きな重み</translation>
    </message>
    <message>
        <source>This head gives {share} of the attention of “{query_word}” to “{key_word}”.
Whether the model needs that, only an experiment can tell.</source>
        <translation>この​ヘッドは、​「{query_word}」の​注意の​{share}を​「{key_word}」に​向けています。
モデルが​それを​必要と​しているかは、​実験して​みないと​わかりません。</translation>
    </message>
    <message>
        <source>Ask for a show of hands: will the output change much without this head?
A weight says where a head looks, not what the model makes of it.</source>
        <translation>このヘッドがなくなると出力は大きく変わるか、手を挙げてもらいます。
重みは、どこを見るかを表すだけです。それを何に使うかはわかりません。</translation>
    </message>
    <message>
        <source>Take the head away</source>
        <translation>ヘッドを取り除く</translation>
    </message>
    <message>
        <source>We run the model again with this one head switched off.
The output changes by so much; the other heads carry on.</source>
        <translation>この​ヘッド​1つだけを​止めて、​もう​一度​計算します。
ほかの​ヘッドは​働いたままで、​出力は​これだけ​変わります。</translation>
    </message>
    <message>
        <source>Switched off: its result is put to zero before it is added.
A large weight with a small change means that the output does not rest on this head.</source>
        <translation>「止める」とは、ヘッドの結果を足し合わせる前に0にすることです。
重みが大きいのに変化が小さければ、出力はこのヘッドに頼っていません。</translation>
    </message>
    <message>
        <source>Hide the word</source>
        <translation>ことばを隠す</translation>
    </message>
    <message>
        <source>Now no word may look at “{key_word}” any more, in any layer.
The output changes by so much.</source>
        <translation>今度は、​どの​層でも、​ほかの​ことばから​「{key_word}」が​見えないように​します。
出力は、​これだけ​変わります。</translation>
    </message>
    <message>
        <source>The What if view (Shift+F3) does both for any head and word, and ranks all heads by their effect.</source>
        <translation>「もしも」（Shift+F3）では、どのヘッドやことばでも同じ実験ができ、影響の大きい順にヘッドを並べられます。</translation>
    </message>
    <message>
        <source>Weight against effect</source>
        <translation>重みと影響をくらべる</translation>
    </message>
    <message>
        <source>Each dot is a head of this layer, switched off in its turn.
If weight were cause, the dots would rise from left to right.</source>
        <translation>点の​1つ1つが、​順番に​止めて​みた、​この​層の​ヘッドです。
もし​重みが​原因なら、​点は​右へ​行くほど​高くなる​はずです。</translation>
    </message>
    <message>
        <source>Point out a head with a small weight and a large effect: it does something else that matters.
The weight is that between the two words, the effect that on the whole output.</source>
        <translation>重みが小さいのに影響が大きいヘッドを指します。別の大事な仕事をしているのです。
重みは2語のあいだのもの、影響は出力全体へのものです。</translation>
    </message>
    <message>
        <source>Without the big table</source>
        <translation>大きな表を作らない</translation>
    </message>
    <message>
        <source>Without the exponential</source>
        <translation>指数関数を使わない</translation>
    </message>
    <message>
        <source>In place of e to the score, linear attention makes query and key themselves positive.
Then a plain product is enough, and all keys are summed up once, for every query.</source>
        <translation>線形アテンションは、​スコアの​指数関数を​使わず、​クエリと​キーの​数​そのものを​正に​します。
あとは​掛け算だけで​すみ、​キーの​合計は​一度​作れば​全クエリで​使えます。</translation>
    </message>
    <message>
        <source>These are the query and key of our pair. Narrow bars are their own numbers; φ lifts all above zero.
With a plain product the order of the sums can be turned round: first the keys with the values, which gives a small table that no text makes larger, then the queries.</source>
        <translation>この組のクエリとキーです。細い棒がもとの数で、φがすべて0より上に持ち上げます。
掛け算だけなら、計算の順番を入れかえられます。先にキーとバリューを掛けて小さな表にし（文が長くなっても大きくなりません）、そのあとクエリを掛けます。</translation>
    </message>
    <message>
        <source>Memories that fade</source>
        <translation>薄れていく記憶</translation>
    </message>
    <message>
        <source>A state-space model looks back at no word: it carries a few memories along.
Each new word is mixed into all of them, and the old ones fade, some fast, some slowly.</source>
        <translation>状態空間モデルは​ことばを​見返さず、​いくつかの​記憶を​持って​進みます。
新しい​ことばは​どの​記憶にも​混ざり、​古い​ことばは​速く、​または​ゆっくり​薄れます。</translation>
    </message>
    <message>
        <source>A recurrent net without the bend: since nothing but multiplying and adding happens, all states can be worked out at the same time after all.
The six speeds are fixed here; a trained model learns them. Mamba also chooses what to keep.</source>
        <translation>非線形な関数を除いた再帰型ネットです。掛け算と足し算だけなので、すべての状態を同時に計算する方法があります。
ここでは6つの速さを固定しています。学習したモデルは速さも学びます。Mambaは何を残すかも選びます。</translation>
    </message>
    <message>
        <source>Three ways to share out</source>
        <translation>3つの分け方</translation>
    </message>
    <message>
        <source>What “{query_word}” gets from each word, in three ways.
Softmax can point sharply at one word, however far away; the other two are softer.</source>
        <translation>「{query_word}」が​それぞれの​ことばから​受け取る​割合を、​3つの​方法で​くらべます。
ソフトマックスは​離れた​1語も​鋭く​指せますが、​ほかの​2つは​もっと​なだらかです。</translation>
    </message>
    <message>
        <source>Linear attention has the same queries, keys and values; the state-space model reads the values from left to right, and some of its memory is still empty. Neither makes this table: the weights follow from what they do.
This model was trained with softmax, so the difference is large. Models that use the other two are trained with them.</source>
        <translation>線形アテンションのクエリ、キー、バリューは同じものです。状態空間モデルはバリューを左から右へ読み、記憶の一部はまだ空です。どちらもこの表は作りません。重みは、していることから逆算したものです。
このモデルはソフトマックスで学習したので、違いは大きくなります。ほかの2つを使うモデルは、その方法で学習します。</translation>
    </message>
    <message>
        <source>Twice the text, twice the work</source>
        <translation>文が2倍なら、仕事も2倍</translation>
    </message>
    <message>
        <source>Softmax attention scores every pair: twice the text is four times the work.
Going through the text once, with a memory of fixed size, it is only twice the work.</source>
        <translation>ソフトマックスは​すべての​組に​スコアを​付けるので、​文が​2倍なら​仕事は​4倍です。
大きさの​決まった​記憶を​持って​一度​通るだけなら、​仕事は​2倍で​すみます。</translation>
    </message>
    <message>
        <source>Counted: n × n × d against n × d × d. Below about d words the plain way is cheaper.
The price is a memory of fixed size: a long text must share it.</source>
        <translation>計算の回数を数えました。n × n × d 対 n × d × d です。d語くらいより短い文なら、ふつうの方法のほうが軽くすみます。
その代わり記憶の大きさは決まっていて、長い文もそれを分け合います。</translation>
    </message>
    <message>
        <source>Two tables multiply</source>
        <translation>2つの表の掛け算</translation>
    </message>
    <message>
        <source>All scores are one product</source>
        <translation>すべてのスコアは、1回の掛け算</translation>
    </message>
    <message>
        <source>All queries below each other, all keys side by side: their product is the table of scores.
The machine makes it tile by tile.</source>
        <translation>クエリを​縦に、​キーを​横に​並べて​掛け合わせると、​スコアの​表に​なります。
計算機は、​これを​タイルごとに​作ります。</translation>
    </message>
    <message>
        <source>How fast is this machine?</source>
        <translation>この計算機の速さは？</translation>
    </message>
    <message>
        <source>Drawn are 12 numbers of each query and key and at most 10 words; the scores use all numbers.
A tile fits into the fastest memory, so each number is fetched once for a whole tile.</source>
        <translation>図はクエリとキーの12個の数と、10語までです。スコアにはすべての数を使っています。
1タイルはいちばん速いメモリに入るので、どの数もタイルごとに1度読むだけです。</translation>
    </message>
    <message>
        <source>1 GFLOP/s is a thousand million calculations a second: small tables leave the machine idle.
Graphics cards were built for such products: that is why they run language models.</source>
        <translation>1 GFLOP/sは​1秒に​10億回の​計算で、​小さな​表では​計算機の​力が​余ります。
GPUは​こうした​掛け算が​得意なので、​言語モデルを​動かすのに​使われます。</translation>
    </message>
    <message>
        <source>One multiplication and one addition count as two calculations.
Run this on a machine with a graphics card, and compare.</source>
        <translation>掛け算1回と足し算1回で、計算2回と数えます。
GPUのある計算機でも動かして、くらべてみてください。</translation>
    </message>
    <message>
        <source>The price: length squared</source>
        <translation>代償は、長さの2乗</translation>
    </message>
    <message>
        <source>Twice as long, four times the work</source>
        <translation>長さが2倍なら、手間は4倍</translation>
    </message>
    <message>
        <source>Every word looks at every word: a text of n words has n times n pairs.
Measured on this device, with the line of n² beside it.</source>
        <translation>どの​ことばも​すべての​ことばを​見るので、​n語の​文には​n×n個の​組が​あります。
この​装置で​測った​時間を、​n²の​線と​くらべます。</translation>
    </message>
    <message>
        <source>Each line is four times the one below. On short texts other work hides the square.
Random queries, keys and values of 12 heads: the time does not depend on the words.</source>
        <translation>縦軸は線ごとに4倍、横軸は目盛りごとに2倍になります。短い文では、ほかの手間に2乗が隠れます。
12ヘッド分のでたらめなクエリ・キー・バリューで測りました。時間は、どんなことばかによりません。</translation>
    </message>
    <message>
        <source>The same work, other ways</source>
        <translation>同じ仕事を、別のやり方で</translation>
    </message>
    <message>
        <source>Flash attention does the same work and never keeps the table.
The square stays: only looking at fewer pairs gets rid of it.</source>
        <translation>Flash Attentionは、​表を​残さずに​同じ​計算を​します。
それでも​2乗は​残り、​なくすには​見る​組を​減らす​しか​ありません。</translation>
    </message>
    <message>
        <source>On a graphics card flash attention is faster, too: it moves less. On a processor it may not be.
One head alone is what this window computes for its table.</source>
        <translation>GPUでは Flash Attention のほうが速くもなります。メモリの移動が少ないからです。CPUではそうとは限りません。
「ヘッド1つだけ」は、このウィンドウが表のために行う計算です。</translation>
    </message>
    <message>
        <source>Small tiles: flash attention</source>
        <translation>小さなタイルで：Flash Attention</translation>
    </message>
    <message>
        <source>Walk along the row, tile by tile</source>
        <translation>1行を、タイルごとに進む</translation>
    </message>
    <message>
        <source>Softmax needs the largest score and a sum: we keep both as we walk, never the whole row.
When a larger score turns up, the old sum is made smaller to match.</source>
        <translation>ソフトマックスに​要るのは​最大の​スコアと​合計だけで、​それを​持って​進みます。
もっと​大きな​スコアが​出たら、​それまでの​合計を​その分だけ​小さく​直します。</translation>
    </message>
    <message>
        <source>Tiles of four keys are drawn; those of the kernels are larger.
The row is that of the query in blue. Where the largest comes late, the old sum is corrected.</source>
        <translation>図のタイルはキー4つ分です。カーネルのタイルはもっと大きくなります。
青いクエリの行です。最大値があとから出ると、それまでの合計が直されます。</translation>
    </message>
    <message>
        <source>The same answer from little memory</source>
        <translation>少ないメモリで、同じ答え</translation>
    </message>
    <message>
        <source>The big table is never there: a few numbers for each row are enough.
The two answers differ only by rounding.</source>
        <translation>大きな​表は​どこにも​なく、​1行に​いくつかの​数が​あれば​足ります。
2つの​答えの​差は、​丸め誤差だけです。</translation>
    </message>
    <message>
        <source>How large a tile may be, the memory beside the processor decides: 64 KiB on a gfx900 card.
Newer cards have more, so that tiling pays off more there.</source>
        <translation>タイルの大きさは、演算器のそばのメモリで決まります。gfx900では64 KiBです。
新しいGPUではこれが大きく、タイル分けの効果も大きくなります。</translation>
    </message>
    <message>
        <source>Many heads, different eyes</source>
        <translation>たくさんのヘッド、違う目</translation>
    </message>
    <message>
        <source>One layer, many readers</source>
        <translation>1つの層に、大勢の読み手</translation>
    </message>
    <message>
        <source>Diagonals look at neighbours, vertical bars at one word or mark.
A name needs more than half of the weight on average. The F2 view shows all layers.</source>
        <translation>斜めの線は隣を、縦の線は1つの語や印を見ています。
平均して重みの半分を超えたときに名前が付きます。F2では全部の層が見られます。</translation>
    </message>
    <message>
        <source>Not every reader sees it</source>
        <translation>気づく読み手は、一部だけ</translation>
    </message>
    <message>
        <source>“{query_word}” looks at “{key_word}”: here is how strongly, in each head of this layer.
What one head finds, another overlooks: that is why there are many.</source>
        <translation>「{query_word}」は​「{key_word}」を​どれだけ​強く​見るか、​この​層の​ヘッドを​くらべます。
1つが​見つける​ものを、​別の​ヘッドは​見のがします。​だから​たくさん​あるのです。</translation>
    </message>
    <message>
        <source>Ask for a guess first: how many of the heads will see the link?
Heads that do not see it are not idle: they follow neighbours, marks, or nothing that we can name.</source>
        <translation>先に、いくつのヘッドがこの結びつきに気づくかを予想してもらいます。
気づかないヘッドも休んではいません。隣の語や記号、名前の付けにくい何かを見ています。</translation>
    </message>
    <message>
        <source>Which head is best?</source>
        <translation>いちばんのヘッドは？</translation>
    </message>
    <message>
        <source>The Head finder (F3) does this for any two words of any sentence.</source>
        <translation>「ヘッド検索」（F3）なら、どの文のどの2語でも同じことができます。</translation>
    </message>
    <message>
        <source>Who is “it”?</source>
        <translation>「それ」とはだれ？</translation>
    </message>
    <message>
        <source>What does the word stand for?</source>
        <translation>このことばは何を指す？</translation>
    </message>
    <message>
        <source>A layer has {heads} heads, and each reads the sentence with its own queries and keys.
The names say what a head mostly does, by a fixed rule.</source>
        <translation>1つの​層に​ヘッドは​{heads}個。​それぞれが​自分の​クエリと​キーで、​同じ​文を​読みます。
名前は、​ヘッドが​おもに​する​ことを、​決まった​規則で​表した​ものです。</translation>
    </message>
    <message>
        <source>Nobody gave the heads their work, so we ask all {all_heads} of them.
These link our two words best.</source>
        <translation>ヘッドの​仕事は​だれも​決めて​いないので、​{all_heads}個​すべてに​聞きます。
この​2語を​いちばん​強く​結ぶのは、​この​ヘッドたちです。</translation>
    </message>
    <message>
        <source>Joined again</source>
        <translation>もう一度、1つに</translation>
    </message>
    <message>
        <source>Side by side, what all heads hand on makes one long list of numbers.
A last learned table mixes it, and the result is added to “{query_word}”.</source>
        <translation>すべての​ヘッドの​出力を​横に​つなぐと、​1本の​長い​数の​並びに​なります。
最後の​表が​それを​混ぜ合わせ、​結果が​「{query_word}」に​足されます。</translation>
    </message>
    <message>
        <source>Added, not put in its place: the word keeps what it was and gets something new.
The view Head output (Shift+F7) shows what each head contributes.</source>
        <translation>置きかえるのではなく、足します。ことばはもとの自分を保ったまま、新しいものを受け取ります。
「ヘッドの出力」（Shift+F7）では、それぞれのヘッドが足す分が見られます。</translation>
    </message>
    <message>
        <source>“{query_word}” stands for another word of this sentence: which one?
Raise your hand.</source>
        <translation>「{query_word}」は、​この​文の​別の​ことばを​指しています。
どれだと​思うか、​手を​挙げて​ください。</translation>
    </message>
    <message>
        <source>Then change the end of the sentence and ask again: what was broken, the robot or the command?
For people, knowledge of the world decides.</source>
        <translation>そのあと文の終わりを変えて、もう一度たずねます。壊れていたのはロボットか、命令か。
人は、世の中についての知識で決めています。</translation>
    </message>
    <message>
        <source>What this head says</source>
        <translation>このヘッドの答え</translation>
    </message>
    <message>
        <source>This head gives {share} of the attention of “{query_word}” to “{key_word}”.
One head is not the whole model: others may disagree.</source>
        <translation>この​ヘッドは、​「{query_word}」の​注意の​{share}を​「{key_word}」に​向けています。
これは​1つの​ヘッドの​答えで、​ほかの​ヘッドは​違うかも​しれません。</translation>
    </message>
    <message>
        <source>Compare with the hands: the head never saw a rule of grammar.
Now change the end of the sentence, live, and watch the bars.</source>
        <translation>挙がった手の数とくらべます。ヘッドは文法の規則を教わっていません。
その場で文の終わりを変え、棒がどう変わるかを見ます。</translation>
    </message>
    <message>
        <source>All heads, asked at once</source>
        <translation>すべてのヘッドに聞く</translation>
    </message>
    <message>
        <source>We ask every head how strongly it links “{query_word}” to “{key_word}”.
A few do, most do something else.</source>
        <translation>「{query_word}」と​「{key_word}」を​どれだけ​強く​結ぶか、​すべての​ヘッドに​聞きます。
結ぶのは​少数で、​多くは​別の​ことを​しています。</translation>
    </message>
    <message>
        <source>That a head looks there does not prove that the model understood. The lesson on limits tests it.</source>
        <translation>そこを見ているからといって、モデルが理解した証拠にはなりません。限界のレッスンで確かめます。</translation>
    </message>
    <message>
        <source>One word, two meanings</source>
        <translation>1つのことば、2つの意味</translation>
    </message>
    <message>
        <source>Which word gives it away?</source>
        <translation>手がかりは、どのことば？</translation>
    </message>
    <message>
        <source>“{query_word}” can mean quite different things.
Which word of this sentence tells you which one?</source>
        <translation>「{query_word}」には、​まったく​違う​意味が​あります。
どちらの​意味かは、​この​文の​どの​ことばから​わかりますか？</translation>
    </message>
    <message>
        <source>Ask for other words with two meanings; the sentence can be changed at once.
The slide after this one compares it with a second sentence.</source>
        <translation>2つの意味を持つことばをほかにも挙げてもらいます。文はすぐに変えられます。
次の場面では、もう1つの文とくらべます。</translation>
    </message>
    <message>
        <source>Different company, different help</source>
        <translation>仲間が変われば、助けも変わる</translation>
    </message>
    <message>
        <source>The same word in two sentences: in each, this head finds other words to look at.
A word is known by the company it keeps.</source>
        <translation>同じ​ことばでも、​文が​違えば、​この​ヘッドが​見る​ことばも​違います。
ことばの​意味は、​いっしょに​いる​仲間で​わかります。</translation>
    </message>
    <message>
        <source>“You shall know a word by the company it keeps”: J. R. Firth, a linguist, in 1957.</source>
        <translation>「ことばは、ともにいる仲間によって知られる」。言語学者 J. R. ファース、1957年。</translation>
    </message>
    <message>
        <source>Layer upon layer</source>
        <translation>層の上に、また層</translation>
    </message>
    <message>
        <source>A layer is attention, then a small network for each word; this model stacks {layers} of them.
At the bottom “{query_word}” is just a word; going up, more and more of the others is mixed in.</source>
        <translation>層は、​アテンションと、​ことばごとの​小さな​ネットワーク。​この​モデルでは​{layers}段​重ねます。
下では​ただの​「{query_word}」ですが、​上へ​行くほど​ほかの​ことばが​混ざります。</translation>
    </message>
    <message>
        <source>The tower is a drawing, the bars are measured: 1 means that the vector still points where it did.
Attention fetches from other words; the small network works on what was fetched, word by word.</source>
        <translation>塔は図ですが、棒は実測です。1なら、ベクトルの向きがもとのままです。
アテンションがほかのことばから取ってきたものを、小さなネットワークがことばごとに処理します。</translation>
    </message>
    <message>
        <source>Layer by layer the meanings part</source>
        <translation>層を上がるほど、意味が分かれる</translation>
    </message>
    <message>
        <source>At the bottom, the word has almost the same vector in both sentences.
On its way up it takes in its neighbours, and the two vectors part.</source>
        <translation>入口では、​どちらの​文でも​ほとんど​同じ​ベクトルです。
層を​上がるうちに​まわりの​ことばを​取りこみ、​2つは​離れて​いきます。</translation>
    </message>
    <message>
        <source>A cosine of 1 means the same direction. At “words” only the position differs.
In the last layers the line may rise again: they prepare the vector of the whole sentence.</source>
        <translation>コサイン類似度が1なら、向きが同じです。「入口」で違うのは位置だけです。
最後の数層では線がまた上がることがあります。文全体のベクトルを用意するからです。</translation>
    </message>
    <message>
        <source>This needs a model that writes on, a decoder.</source>
        <translation>これには、続きを書くモデル（デコーダー）が要ります。</translation>
    </message>
    <message>
        <source>This needs a translator: an encoder with a decoder.</source>
        <translation>これには、翻訳モデル（エンコーダーとデコーダー）が要ります。</translation>
    </message>
    <message>
        <source>This needs a model with experts.</source>
        <translation>これには、エキスパートを持つモデルが要ります。</translation>
    </message>
    <message>
        <source>This needs a model whose heads share keys and values.</source>
        <translation>これには、キーとバリューを分け合うヘッドのモデルが要ります。</translation>
    </message>
    <message>
        <source>This needs a head that reads the text, not one that writes another.</source>
        <translation>これには、訳文ではなく、入力した文を読むヘッドが要ります。</translation>
    </message>
    <message>
        <source>This needs a word that the sentence has twice.</source>
        <translation>これには、同じことばが2回出てくる文が要ります。</translation>
    </message>
    <message>
        <source>Here a word such as “it” or “he” should be the one that looks.</source>
        <translation>この場面では、「それ」や「彼」のようなことばを、見る側にします。</translation>
    </message>
    <message>
        <source>Here a word with two meanings, such as “bank”, should look.</source>
        <translation>この場面では、「首」のように意味が2つあることばを、見る側にします。</translation>
    </message>
    <message>
        <source>One word after the other</source>
        <translation>1語ずつ、順番に</translation>
    </message>
    <message>
        <source>Before attention, a network read the words in order, from the first to the last.
All that it had read had to fit into one short list of numbers: its state.</source>
        <translation>アテンションより​前の​ネットワークは、​文を​最初の​語から​順番に​読みました。
読んだ​ことは​すべて、​「状態」という​短い​数の​並びに​詰めこみます。</translation>
    </message>
    <message>
        <source>Each column is the state after that word, made of the word and of the state before it.
This small net (Elman 1990) is computed here and now, but nobody has trained it: its weights are drawn once, in the way that is known to forget slowest. It reads the model’s own word vectors.</source>
        <translation>縦の列は、その語まで読んだあとの状態です。その語と、1つ前の状態から作られます。
この小さなネット（Elman 1990）は実際に計算していますが、学習はしていません。重みは、いちばん忘れにくいと知られている方法で一度だけ乱数で決めました。読むのは、いま使っているモデルの単語ベクトルです。</translation>
    </message>
    <message>
        <source>What is left of each word</source>
        <translation>ことばは、どれだけ残っているか</translation>
    </message>
    <message>
        <source>We measure how much the state still depends on each word that was read.
The further back a word is, the less is left of it.</source>
        <translation>読んだ​ことばが、​いまの​状態に​どれだけ​効いているかを​測ります。
前に​ある​ことばほど、​残りは​わずかです。</translation>
    </message>
    <message>
        <source>Measured: how far the state moves when the vector of a word moves a little, that is the length of the gradient. All words together are 100 %; a dash is a word that has not been read yet.
LSTM and GRU nets have gates that slow the fading. They, too, read one word after the other.</source>
        <translation>測ったのは、語のベクトルを少し動かしたとき状態がどれだけ動くか、つまり勾配の長さです。全部の語で 100 % です。横線は、まだ読んでいない語です。
LSTMやGRUは、ゲートで薄れるのを遅らせます。それでも1語ずつ順番に読むことは同じです。</translation>
    </message>
    <message>
        <source>Attention has a direct path</source>
        <translation>アテンションには、まっすぐな道がある</translation>
    </message>
    <message>
        <source>Attention has no such way to go: “{query_word}” looks straight at every word.
This head gives “{key_word}” {share}, however far away it is.</source>
        <translation>アテンションは​順番に​たどらず、​「{query_word}」は​どの​ことばも​じかに​見ます。
どんなに​離れていても、​この​ヘッドは​「{key_word}」に​{share}を​向けています。</translation>
    </message>
    <message>
        <source>Above the net, below the head in focus, on one scale.
The path from any word to any other is one step long; in the net it is as long as the distance.</source>
        <translation>上がネット、下がいま見ているヘッドで、目盛りは同じです。
アテンションでは、どの語からどの語へも1歩です。ネットでは、離れているだけの歩数がかかります。</translation>
    </message>
    <message>
        <source>Many steps, or one</source>
        <translation>何ステップもか、1ステップか</translation>
    </message>
    <message>
        <source>The net takes {tokens} steps here, and each must wait for the one before it.
Attention does all words at the same time.</source>
        <translation>ネットは​ここで​{tokens}ステップ​かかり、​どれも​前の​ステップが​終わるまで​始められません。
アテンションは、​すべての​ことばを​同時に​計算します。</translation>
    </message>
    <message>
        <source>Graphics cards do thousands of things at the same time: waiting is what they are worst at.
That, as much as the direct path, made large models possible.</source>
        <translation>GPUは何千もの計算を同時にこなします。いちばん苦手なのは、待つことです。
まっすぐな道と並んで、これが大きなモデルを可能にしました。</translation>
    </message>
    <message>
        <source>Why divide by √d?</source>
        <translation>なぜ√dで割るのか</translation>
    </message>
    <message>
        <source>More numbers, larger scores</source>
        <translation>数が多いほど、スコアが大きくなる</translation>
    </message>
    <message>
        <source>A score adds up one product for each of the d numbers of query and key.
The more there are, the further the scores lie apart, and one word takes it all.</source>
        <translation>スコアは、​クエリと​キーの​d個の​数を​かけて、​足した​ものです。
数が​多いほど​スコアの​差が​開き、​1語が​注意を​独り占め​します。</translation>
    </message>
    <message>
        <source>Measured on this head: only the first d numbers of its queries and keys are used.
The lower the line, the fewer words share the attention.</source>
        <translation>このヘッドで測りました。クエリとキーの先頭のd個だけを使っています。
線が低いほど、少ない語に注意が集まっています。</translation>
    </message>
    <message>
        <source>Dividing by √d keeps them moderate</source>
        <translation>√dで割れば、ほどよい大きさに</translation>
    </message>
    <message>
        <source>Divided by the square root of d, the scores stay in one range, whatever d is.
Attention can look at several words, and learning goes on.</source>
        <translation>dの​平方根で​割ると、​dが​いくつでも​スコアは​同じくらいの​範囲に​収まります。
注意は​いくつもの​語を​見られ、​学習も​止まりません。</translation>
    </message>
    <message>
        <source>Of random numbers the variance of a sum of d products is d, its spread √d: hence the root.
The model was trained with the division; without it, it would have learned other numbers.</source>
        <translation>でたらめな数なら、d個の積の和の分散はd、ばらつきは√dです。だから平方根で割ります。
モデルは割る前提で学習しました。割らないなら、別の数を学んでいたはずです。</translation>
    </message>
    <message>
        <source>Scores can be any number</source>
        <translation>スコアは、どんな数にもなる</translation>
    </message>
    <message>
        <source>Where the scores come from is the next lesson. Here they are simply given.</source>
        <translation>スコアの求め方は次のレッスンで扱います。ここでは、すでにあるものとします。</translation>
    </message>
    <message>
        <source>Take away the largest</source>
        <translation>最大値を引く</translation>
    </message>
    <message>
        <source>First subtract the largest score from all of them: the best is now 0.
The differences stay, and no number can grow too large for the computer.</source>
        <translation>まず、​すべてから​いちばん​大きな​スコアを​引きます。​最高が​0に​なります。
差は​変わらず、​計算機に​大きすぎる​数も​出ません。</translation>
    </message>
    <message>
        <source>Taking the same away from every score leaves the shares exactly as they were.
Without it, e to a score of 100 would already be too large for the numbers that computers use here.</source>
        <translation>すべてのスコアから同じ数を引いても、割合はまったく変わりません。
引かないと、スコアが100あるだけで、ここで使う数の形式に収まらなくなります。</translation>
    </message>
    <message>
        <source>Raise e to that power</source>
        <translation>eの累乗にする</translation>
    </message>
    <message>
        <source>Now every number is above zero, and the best is 1.
One point less in the score leaves about a third.</source>
        <translation>これで​すべての​数が​0より​大きくなり、​最高は​1です。
スコアが​1​下がる​ごとに、​およそ​3分の1に​なります。</translation>
    </message>
    <message>
        <source>e is about 2.718, so one point less means 1 / 2.718, about 37 %.</source>
        <translation>eは約2.718なので、1下がると 1 ÷ 2.718、約37 % になります。</translation>
    </message>
    <message>
        <source>Divide by the sum</source>
        <translation>合計で割る</translation>
    </message>
    <message>
        <source>“{query_word}” has given every word a score: how well the two match.
But how do you share out by numbers that may be below zero?</source>
        <translation>「{query_word}」は、​どの​ことばにも、​どれだけ​合うかの​スコアを​付けました。
でも、​マイナスにも​なる​数を、​どうすれば​割合に​できるでしょう？</translation>
    </message>
    <message>
        <source>Divide each number by the sum of them all, and we have shares: together 100 %.
Subtract, raise, add up, divide: these four moves are called softmax.</source>
        <translation>それぞれを​全体の​合計で​割ると​割合に​なり、​合わせて​100 %です。
引く、​累乗する、​足す、​割る。​この​4つの​手順を、​ソフトマックスと​いいます。</translation>
    </message>
    <message>
        <source>The bars keep their shape from the step before: only the scale is another one.
More for one word is possible only if others get less.</source>
        <translation>棒の形は前の場面と同じで、目盛りだけが変わります。
だれかが増えれば、ほかのだれかが減ります。</translation>
    </message>
    <message>
        <source>Ten stickers</source>
        <translation>10枚のシール</translation>
    </message>
    <message>
        <source>If “{query_word}” had ten stickers to give away, it would stick them like this.
More for one word always means fewer for the others.</source>
        <translation>「{query_word}」が​シールを​10枚​持っていたら、​このように​貼ります。
1つの​ことばに​増やせば、​必ず​ほかが​減ります。</translation>
    </message>
    <message>
        <source>With real stickers: give ten to someone in the first row, and let them share them out.
Stickers are whole, shares are not: the rest goes to whoever is nearest to one more.</source>
        <translation>本物のシールでも試せます。最前列の人に10枚わたし、分けてもらいます。
シールは整数、割合は小数です。余りは、あと1枚にいちばん近い語へ回します。</translation>
    </message>
    <message>
        <source>Cold: the winner takes it all</source>
        <translation>低い温度：勝者の独り占め</translation>
    </message>
    <message>
        <source>Divide all scores by 0.3 before the softmax, and differences grow.
The number we divide by is called the temperature.</source>
        <translation>ソフトマックスの​前に、​すべての​スコアを​0.3で​割ると、​差が​広がります。
割る​数の​ことを、​温度と​いいます。</translation>
    </message>
    <message>
        <source>Ask before you press the key: who gains when it gets colder?
As the temperature falls towards 0, all ten stickers go to the word with the largest score.</source>
        <translation>キーを押す前に、温度を下げるとだれが得をするかをたずねます。
温度が0に近づくと、10枚とも最大のスコアの語に集まります。</translation>
    </message>
    <message>
        <source>Hot: everyone gets some</source>
        <translation>高い温度：みんなに行きわたる</translation>
    </message>
    <message>
        <source>Divide by 3, and the differences shrink.
Attention looks everywhere at once, and so at nothing.</source>
        <translation>3で​割ると、​差が​縮みます。
全部を​同時に​見る​注意は、​何も​見て​いないのと​同じです。</translation>
    </message>
    <message>
        <source>The spread in bits: 0 bits is one word, 1 bit is like two words, 3 bits like eight.
The What if view lets you drag the temperature of the whole model.</source>
        <translation>ばらつきの単位はビットです。0ビットは1語、1ビットは2語、3ビットは8語を同じだけ見る状態です。
「もしも」では、モデル全体の温度をドラッグして変えられます。</translation>
    </message>
    <message>
        <source>From scores to shares</source>
        <translation>スコアから割合へ</translation>
    </message>
    <message>
        <source>Look at fewer pairs</source>
        <translation>見る組を減らす</translation>
    </message>
    <message>
        <source>Every word looks at every word, yet a few pairs hold much of the weight.
What if we left most of the pairs out?</source>
        <translation>どの​ことばも​すべての​ことばを​見ますが、​重みの​多くは​少しの​組に​集まっています。
ほとんどの​組を​計算しなかったら、​どうなるでしょう？</translation>
    </message>
    <message>
        <source>A text of 1,000 words has a million pairs in every head of every layer.
Ask: which pairs would you leave out, if you had to choose before reading the text?</source>
        <translation>1,000語の文章では、すべての層のすべてのヘッドに、それぞれ100万の組があります。
「読む前に決めるとしたら、どの組を省きますか」と聞いてみましょう。</translation>
    </message>
    <message>
        <source>Only the neighbours</source>
        <translation>近くだけを見る</translation>
    </message>
    <message>
        <source>Each word looks at a window of words around it, and no further.
A text twice as long then costs twice as much, not four times.</source>
        <translation>どの​ことばも、​まわりの​「窓」の​中だけを​見ます。
文章の​長さが​2倍に​なっても、​手間は​4倍ではなく​2倍で​すみます。</translation>
    </message>
    <message>
        <source>News still travels far: from window to window, one layer after the other. Longformer (2020) works so.
A window of fixed width costs that little; here it is about the square root of the text’s length.</source>
        <translation>層を重ねれば、窓から窓へと遠くまで情報は伝わります。Longformer（2020年）がこの方法です。
手間が2倍ですむのは、窓の幅が決まっているときです。ここでは、文章の長さの平方根くらいにしてあります。</translation>
    </message>
    <message>
        <source>Neighbours, and steps of equal length</source>
        <translation>近くと、一定の間隔で遠くも</translation>
    </message>
    <message>
        <source>Each word also looks at words in regular steps, however far away.
Two such layers connect almost any two words.</source>
        <translation>近くに​加えて、​一定の​間隔で​遠くの​ことばも​見ます。
2層​重ねれば、​ほとんど​どの​ことばと​どの​ことばも​つながります。</translation>
    </message>
    <message>
        <source>First a step to the window that the other word is in, then one inside the window: two layers.
The Sparse Transformer (2019) wrote texts, pictures and music so.</source>
        <translation>まず相手のいる窓まで飛び、次に窓の中で届く。だから2層です。
Sparse Transformer（2019年）は、この方法で文章・画像・音楽を作りました。</translation>
    </message>
    <message>
        <source>A few that everybody knows</source>
        <translation>みんなが知っている少数のトークン</translation>
    </message>
    <message>
        <source>A few tokens look at all others, and all others look at them.
Heads that find nothing rest on just these tokens: to cut them away hurts most.</source>
        <translation>少数の​トークンだけは​全部を​見て、​全部から​見られます。
見るものの​ない​ヘッドは​ここに​注意を​置くので、​切り捨てると​いちばん​響きます。</translation>
    </message>
    <message>
        <source>Here these are the tokens that the model adds itself, such as [CLS], or the first one if it adds none.
Longformer and BigBird (both 2020) read long documents so.</source>
        <translation>ここでは [CLS] のようにモデルが自分で付けるトークンを使います。付けないモデルでは先頭のトークンです。
Longformer と BigBird（ともに2020年）は、この方法で長い文書を読みます。</translation>
    </message>
    <message>
        <source>In pieces, as the machine likes it</source>
        <translation>かたまりに分ける：機械の得意な形</translation>
    </message>
    <message>
        <source>The text is cut into pieces, and each piece looks at itself alone.
A machine computes whole blocks at a time, so it skips all the rest at one stroke.</source>
        <translation>文章を​かたまりに​分け、​それぞれ​自分の​中だけを​見ます。
機械は​ひとまとまりずつ​計算するので、​残りを​まるごと​省けます。</translation>
    </message>
    <message>
        <source>What lies on the other side of a cut is lost, even the word next door.
So other layers or heads cut the text elsewhere.</source>
        <translation>切れ目の向こうは、すぐ隣のことばでも見えません。
そこで、別の層やヘッドでは別の場所で切ります。</translation>
    </message>
    <message>
        <source>What it saves, and what it loses</source>
        <translation>得られるもの、失うもの</translation>
    </message>
    <message>
        <source>Fewer pairs save time where whole blocks of them fall away.
But this model learned with all pairs, and misses what was left out.</source>
        <translation>組を​減らすと、​まとまって​省ける​ところでは​時間が​縮みます。
ただし​この​モデルは​すべての​組で​学んだので、​省かれた​分だけ​答えが​ずれます。</translation>
    </message>
    <message>
        <source>Off by more than 100 % is further from the right answer than no answer at all.
Models that are to work so are trained so; then they lose little. Steps of 64 leave few blocks empty.</source>
        <translation>ずれが100 %を超えるのは、何も答えないより正しい答えから遠いということです。
この見方で使うモデルは、はじめからこの見方で訓練し、失うものをわずかに抑えます。間隔64では、空になるまとまりがあまりありません。</translation>
    </message>
    <message>
        <source>Fewer pairs: sparse attention</source>
        <translation>組を減らす：スパースな注意</translation>
    </message>
    <message>
        <source>Where would you look?</source>
        <translation>あなたなら、どこを見ますか</translation>
    </message>
    <message>
        <source>To understand “{query_word}”, we look for help in the rest of the sentence.
Which of these words would you look at?</source>
        <translation>「{query_word}」の​意味を​知るには、​文の​ほかの​ことばが​手がかりに​なります。
次の​うち、​どれを​見ますか？</translation>
    </message>
    <message>
        <source>Read the sentence aloud. Give everybody ten seconds.
Ask for hands, word by word, and press the number once for each hand; 0 takes the last one back.</source>
        <translation>文を声に出して読み、10秒待ちます。
ことばごとに手を挙げてもらい、1人につき1回、その番号のキーを押します。0で最後の1票を取り消せます。</translation>
    </message>
    <message>
        <source>Where the model looks</source>
        <translation>モデルが見ているところ</translation>
    </message>
    <message>
        <source>For “{query_word}”, this head of the model gives {share} of its attention to “{key_word}”.
Nobody told it to: it learned this from text alone.</source>
        <translation>この​ヘッドは、​「{query_word}」の​注意の​{share}を​「{key_word}」に​向けています。
だれかが​教えたのでは​なく、​文章だけから​学びました。</translation>
    </message>
    <message>
        <source>Compare the two rows of bars. Where they differ, ask why.
Other heads look elsewhere: this one was chosen because it links these two words.</source>
        <translation>2段の棒を見くらべ、違うところがあれば理由をたずねます。
ほかのヘッドは別のところを見ています。これは、この2語を結ぶものとして選んだヘッドです。</translation>
    </message>
    <message>
        <source>One number for each word</source>
        <translation>ことば1つに、数が1つ</translation>
    </message>
    <message>
        <source>A weight says how strongly one word looks at another.
There is one for every word of the sentence, and together they make 100 %.</source>
        <translation>重みは、​ある​ことばが​別の​ことばを​どれだけ​強く​見るかを​表す​数です。
文の​すべての​ことばに​1つずつ​あり、​合わせて​100 %に​なります。</translation>
    </message>
    <message>
        <source>Most weight is in a few words; that the rest is small is as telling.
Marks such as [CLS] or &lt;/s&gt; were added by the model: a head that finds nothing often looks there.</source>
        <translation>重みのほとんどは少数のことばに集まります。残りが小さいことにも意味があります。
[CLS] や &lt;/s&gt; はモデルが付けた印です。見るものがないヘッドは、よくここを見ます。</translation>
    </message>
    <message>
        <source>Every word asks</source>
        <translation>どのことばも、同じことをする</translation>
    </message>
    <message>
        <source>What “{query_word}” does, every word does at the same time: one row each.
The whole table is what people call attention.</source>
        <translation>「{query_word}」が​した​ことを、​すべての​ことばが​同時に​行い、​1語が​1行に​なります。
この​表の​全体が、​「アテンション（注意）」と​呼ばれる​ものです。</translation>
    </message>
    <message>
        <source>Let somebody choose another word of the sentence, and read its row together.
Rows add up to 100 %; columns need not: some words are looked at by everybody.</source>
        <translation>だれかに別のことばを選んでもらい、その行をいっしょに読みます。
行の合計は 100 % です。列はそうとは限りません。みんなから見られることばもあります。</translation>
    </message>
    <message>
        <source>How strongly a word looks at another</source>
        <translation>ことばは、どのことばをどれだけ見るのか</translation>
    </message>
    <message>
        <source>heads side by side</source>
        <translation>横に並べた出力</translation>
    </message>
    <message>
        <source>added to “{word}”</source>
        <translation>「{word}」に足す</translation>
    </message>
    <message>
        <source>{count} numbers</source>
        <translation>{count} 個の数</translation>
    </message>
    <message>
        <source>one table mixes them: W</source>
        <translation>1つの表で混ぜる：W</translation>
    </message>
    <message>
        <source>self-attention</source>
        <translation>自己アテンション</translation>
    </message>
    <message>
        <source>the encoder looks at all that it reads</source>
        <translation>エンコーダーは、​読む文の​全体を​見る</translation>
    </message>
    <message>
        <source>masked self-attention</source>
        <translation>マスク付き自己アテンション</translation>
    </message>
    <message>
        <source>the decoder looks at what it has written</source>
        <translation>デコーダーは、​自分が​書いた​ところまでを​見る</translation>
    </message>
    <message>
        <source>the decoder looks at what was read</source>
        <translation>デコーダーは、​読んだ文を​見る</translation>
    </message>
    <message>
        <source>who looks ↓</source>
        <translation>見る側 ↓</translation>
    </message>
    <message>
        <source>at whom →</source>
        <translation>見られる側 →</translation>
    </message>
    <message>
        <source>a small network</source>
        <translation>小さなネットワーク</translation>
    </message>
    <message>
        <source>likeness to “{word}” as it came in (cosine)</source>
        <translation>入口の「{word}」との近さ（コサイン類似度）</translation>
    </message>
    <message>
        <source>comes in</source>
        <translation>入口</translation>
    </message>
    <message>
        <source>Q ↓</source>
        <translation>Q ↓</translation>
    </message>
    <message>
        <source>Kᵀ →</source>
        <translation>Kᵀ →</translation>
    </message>
    <message>
        <source>{fetched} numbers fetched for {flops} calculations</source>
        <translation>{flops} 回の計算に {fetched} 個の数を読む</translation>
    </message>
    <message>
        <source>{fetched} numbers fetched</source>
        <translation>{fetched} 個の数を読む</translation>
    </message>
    <message>
        <source>GFLOP/s by size of tile</source>
        <translation>タイルの大きさごとの GFLOP/s</translation>
    </message>
    <message>
        <source>models’ own</source>
        <translation>モデル用</translation>
    </message>
    <message>
        <source>ceiling of this device: {ceiling} GFLOP/s</source>
        <translation>このデバイスの上限：{ceiling} GFLOP/s</translation>
    </message>
    <message>
        <source>“{token}”: {share}, {distance} away</source>
        <translation>「{token}」：{share}、距離 {distance}</translation>
    </message>
    <message>
        <source>distance {distance}: {share} of the weight, mean of all words</source>
        <translation>距離 {distance}：重みの {share}（全語の平均）</translation>
    </message>
    <message>
        <source>in the window {share}</source>
        <translation>窓の中 {share}</translation>
    </message>
    <message>
        <source>beyond it {share}</source>
        <translation>窓の外 {share}</translation>
    </message>
    <message>
        <source>{pieces} = “{word}”: {share}</source>
        <translation>{pieces} =「{word}」：{share}</translation>
    </message>
</context>
<context>
    <name>progress</name>
    <message>
        <source>Preparing the device</source>
        <translation>デバイスを準備しています</translation>
    </message>
    <message>
        <source>Reading the model</source>
        <translation>モデルを読み込んでいます</translation>
    </message>
    <message>
        <source>Loading the weights</source>
        <translation>重みを転送しています</translation>
    </message>
    <message>
        <source>Warming up</source>
        <translation>最初の計算を準備しています</translation>
    </message>
    <message>
        <source>Comparing with numpy</source>
        <translation>numpy と比較しています</translation>
    </message>
    <message>
        <source>Reading the vocabulary</source>
        <translation>語彙を読み込んでいます</translation>
    </message>
    <message>
        <source>Model files are ready</source>
        <translation>モデルのファイルを開きました</translation>
    </message>
    <message>
        <source>Checking the model&apos;s files</source>
        <translation>モデルのファイルを確認しています</translation>
    </message>
    <message>
        <source>Downloading the model</source>
        <translation>モデルをダウンロードしています</translation>
    </message>
</context>
<context>
    <name>settings</name>
    <message>
        <source>Appearance</source>
        <translation>外観</translation>
    </message>
    <message>
        <source>Heatmap</source>
        <translation>ヒートマップ</translation>
    </message>
    <message>
        <source>Panels</source>
        <translation>パネル</translation>
    </message>
    <message>
        <source>When a model writes</source>
        <translation>モデルが書くとき</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>システムに合わせる</translation>
    </message>
    <message>
        <source>Language of the interface</source>
        <translation>画面の言語</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>言語</translation>
    </message>
    <message>
        <source>Colours of the interface</source>
        <translation>画面の配色</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>配色</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>ライト</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>ダーク</translation>
    </message>
    <message>
        <source>Size of everything in the window, in per cent</source>
        <translation>ウィンドウ全体の表示サイズ（％）</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大きさ</translation>
    </message>
    <message>
        <source>Whether the step-through moves from step to step</source>
        <translation>解説でステップの間を動かすかどうか</translation>
    </message>
    <message>
        <source>Motion</source>
        <translation>動き</translation>
    </message>
    <message>
        <source>Full</source>
        <translation>あり</translation>
    </message>
    <message>
        <source>None</source>
        <translation>なし</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>モデル</translation>
    </message>
    <message>
        <source>Models opened lately, the newest first</source>
        <translation>最近開いたモデル（新しい順）</translation>
    </message>
    <message>
        <source>Sentences looked at lately, the newest first</source>
        <translation>最近見た文（新しい順）</translation>
    </message>
    <message>
        <source>Translations that an encoder-decoder follows at once</source>
        <translation>エンコーダ・デコーダが同時にたどる訳文の数</translation>
    </message>
    <message>
        <source>Beams</source>
        <translation>ビーム数</translation>
    </message>
    <message>
        <source>OpenCL device</source>
        <translation>OpenCL デバイス</translation>
    </message>
    <message>
        <source>Tokens that the model adds, such as [CLS]</source>
        <translation>[CLS] など、モデルが付け加えるトークン</translation>
    </message>
    <message>
        <source>Show special tokens</source>
        <translation>特殊トークンを表示</translation>
    </message>
    <message>
        <source>Colour scale of the weights</source>
        <translation>重みのカラースケール</translation>
    </message>
    <message>
        <source>Colour scale</source>
        <translation>カラースケール</translation>
    </message>
    <message>
        <source>0 to 100 %</source>
        <translation>0〜100 %</translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation>コントラスト優先</translation>
    </message>
    <message>
        <source>Logarithmic</source>
        <translation>対数</translation>
    </message>
    <message>
        <source>What weights are shown between</source>
        <translation>重みを何と何のあいだで示すか</translation>
    </message>
    <message>
        <source>Axis</source>
        <translation>軸の単位</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>単語</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>トークン</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation>バイト</translation>
    </message>
    <message>
        <source>Keys in rows, queries in columns</source>
        <translation>キーを行、クエリを列に表示</translation>
    </message>
    <message>
        <source>Transposed</source>
        <translation>転置</translation>
    </message>
    <message>
        <source>Queries and keys before their rotation</source>
        <translation>回転前のクエリとキーを表示</translation>
    </message>
    <message>
        <source>Before rotation</source>
        <translation>回転前の値</translation>
    </message>
    <message>
        <source>What a decoder expects after the text</source>
        <translation>文のあとにデコーダーが予想するトークン</translation>
    </message>
    <message>
        <source>Show the next-word panel</source>
        <translation>次の語パネルを表示</translation>
    </message>
    <message>
        <source>The next-word panel has shown itself once</source>
        <translation>次の語パネルを一度自動で表示した</translation>
    </message>
    <message>
        <source>Temperature of the next word; 0 takes the best</source>
        <translation>次の語を選ぶ温度（0 では最有力の語）</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>How many of the best next words may be drawn; 0 for all</source>
        <translation>抽選の対象にする上位の語の数（0 ではすべて）</translation>
    </message>
    <message>
        <source>Top k</source>
        <translation>Top-k</translation>
    </message>
    <message>
        <source>Share of the next words that may be drawn</source>
        <translation>抽選の対象にする語の確率の合計</translation>
    </message>
    <message>
        <source>Top p</source>
        <translation>Top-p</translation>
    </message>
    <message>
        <source>Where each token goes in a mixture of experts</source>
        <translation>混合エキスパートで各トークンが送られる先</translation>
    </message>
    <message>
        <source>Show the experts of a model that has some</source>
        <translation>エキスパートを持つモデルでエキスパートパネルを表示する</translation>
    </message>
    <message>
        <source>The tour has been shown</source>
        <translation>ツアーを表示済み</translation>
    </message>
    <message>
        <source>The session file that the window shows</source>
        <translation>ウィンドウが表示しているセッションファイル</translation>
    </message>
    <message>
        <source>The file of the lecture that is being made</source>
        <translation>作成中の講義のファイル</translation>
    </message>
    <message>
        <source>Answers to the questions of the lecture</source>
        <translation>講義の質問への回答</translation>
    </message>
    <message>
        <source>Last sentence</source>
        <translation>最後に入力した文</translation>
    </message>
    <message>
        <source>A sentence has been stored, be it an empty one</source>
        <translation>文が保存済みか（空の文も含む）</translation>
    </message>
    <message>
        <source>Last layer</source>
        <translation>最後に見た層</translation>
    </message>
    <message>
        <source>Last head</source>
        <translation>最後に見たヘッド</translation>
    </message>
    <message>
        <source>Last query token</source>
        <translation>最後に選んだクエリのトークン</translation>
    </message>
    <message>
        <source>Last key token</source>
        <translation>最後に選んだキーのトークン</translation>
    </message>
    <message>
        <source>Window size and place</source>
        <translation>ウィンドウの大きさと位置</translation>
    </message>
    <message>
        <source>Widths of the panels</source>
        <translation>パネルの幅</translation>
    </message>
    <message>
        <source>Which views are open, and where</source>
        <translation>開いているビューとその位置</translation>
    </message>
    <message>
        <source>What is chosen in each view</source>
        <translation>各ビューでの選択</translation>
    </message>
</context>
<context>
    <name>unsaved</name>
    <message>
        <source>{name} was saved by another window or program since it was opened here. Replace it?</source>
        <translation>{name} は、ここで開いた後に別のウィンドウまたはプログラムが保存しました。置き換えますか?</translation>
    </message>
    <message>
        <source>What was saved there would be lost. To keep both, save yours under another name.</source>
        <translation>そこに保存された内容は失われます。両方残すには、別の名前で保存してください。</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>置き換える</translation>
    </message>
    <message>
        <source>Another name…</source>
        <translation>別の名前…</translation>
    </message>
</context>
</TS>
