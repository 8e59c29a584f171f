"""The words of the bilingual grammar. One row per word, fields between bars; empty fields may be left out at the end.

Every word sits here once, so that a Japanese reader can check the pairs at a glance. Words that English writes alike
and Japanese does not (bank, play, wear, old, hot) are rows of their own that ask for different company.
"""

from __future__ import annotations

from dataclasses import dataclass

# English | Japanese | m, f
_NAMES = """
Taro|太郎|m
Jiro|次郎|m
Ichiro|一郎|m
Saburo|三郎|m
Kenji|健二|m
Takeshi|武|m
Makoto|誠|m
Kazuo|和夫|m
Hiroshi|博|m
Yuta|雄太|m
Tom|トム|m
John|ジョン|m
Bob|ボブ|m
Peter|ピーター|m
Mike|マイク|m
Paul|ポール|m
David|デイビッド|m
George|ジョージ|m
Sam|サム|m
Jack|ジャック|m
Hanako|花子|f
Keiko|恵子|f
Yoko|洋子|f
Sachiko|幸子|f
Naoko|直子|f
Akiko|明子|f
Haruko|春子|f
Tomoko|智子|f
Yumi|由美|f
Emi|恵美|f
Mary|メアリー|f
Anna|アンナ|f
Maria|マリア|f
Alice|アリス|f
Emma|エマ|f
Lucy|ルーシー|f
Jane|ジェーン|f
Kate|ケイト|f
Lisa|リサ|f
Nancy|ナンシー|f
"""

# English | Japanese | m, f, -
_ROLES = """
teacher|先生|-
student|学生|-
doctor|医者|-
nurse|看護師|-
boy|男の子|m
girl|女の子|f
man|男の人|m
woman|女の人|f
child|子ども|-
singer|歌手|-
writer|作家|-
painter|画家|-
scientist|科学者|-
pianist|ピアニスト|-
driver|運転手|-
lawyer|弁護士|-
engineer|技師|-
police officer|警察官|-
king|王様|m
queen|女王|f
prince|王子|m
princess|お姫様|f
"""

# English | after "my" | of somebody else | m, f
_KIN = """
mother|母|お母さん|f
father|父|お父さん|m
grandmother|祖母|おばあさん|f
grandfather|祖父|おじいさん|m
older brother|兄|お兄さん|m
older sister|姉|お姉さん|f
younger brother|弟|弟さん|m
younger sister|妹|妹さん|f
"""

# English | Japanese | kinds | counter ("" where it is not counted)
_NOUNS = """
cake|ケーキ|food|つ
apple|りんご|food fruit|つ
orange|オレンジ|food fruit|つ
peach|桃|food fruit|つ
banana|バナナ|food fruit|本
strawberry|いちご|food fruit|つ
melon|メロン|food fruit|つ
egg|卵|food|つ
potato|じゃがいも|food|つ
tomato|トマト|food fruit|つ
sandwich|サンドイッチ|food|つ
cookie|クッキー|food|枚
pizza|ピザ|food|枚
rice ball|おにぎり|food|つ
bread|パン|food mass
meat|肉|food mass
fish|魚|food animal|匹
rice|ご飯|food mass
curry|カレー|food mass hot
sushi|寿司|food mass
cheese|チーズ|food mass
chocolate|チョコレート|food mass
salad|サラダ|food mass
soup|スープ|drink mass hot
tea|お茶|drink mass hot
coffee|コーヒー|drink mass hot
milk|牛乳|drink mass hot
water|水|drink mass hot
juice|ジュース|drink mass
wine|ワイン|drink mass
beer|ビール|drink mass
book|本|read write thing|冊
letter|手紙|read write|通
magazine|雑誌|read thing|冊
newspaper|新聞|read thing
novel|小説|read write|冊
poem|詩|read write
diary|日記|read write
dictionary|辞書|read thing|冊
report|報告書|read write
email|メール|read write|通
textbook|教科書|read thing|冊
cat|猫|animal pet|匹
dog|犬|animal pet dog|匹
bird|鳥|animal pet bird|羽
horse|馬|animal mount|頭
cow|牛|animal|頭
rabbit|うさぎ|animal pet|羽
mouse|ねずみ|animal|匹
monkey|猿|animal|匹
elephant|象|animal|頭
bear|熊|animal|頭
fox|狐|animal|匹
sheep|羊|animal|頭
pig|豚|animal|匹
frog|蛙|animal|匹
turtle|亀|animal pet|匹
robot|ロボット|robot thing|台
animal|動物|animal|匹
pen|ペン|thing|本
pencil|鉛筆|thing|本
umbrella|傘|thing|本
key|鍵|thing|本
knife|ナイフ|thing|本
cup|カップ|thing|つ
box|箱|thing|つ
bag|かばん|thing|つ
chair|椅子|thing|つ
desk|机|thing
table|テーブル|thing
clock|時計|thing|つ
ball|ボール|thing|つ
doll|人形|thing|つ
toy|おもちゃ|thing|つ
ring|指輪|thing|つ
map|地図|thing|枚
picture|絵|thing art|枚
photo|写真|photo|枚
ticket|切符|thing|枚
plate|皿|thing|枚
stamp|切手|thing|枚
wallet|財布|thing|つ
phone|電話|thing|台
computer|パソコン|thing|台
camera|カメラ|thing|台
television|テレビ|thing|台
bicycle|自転車|thing ride|台
car|車|thing drive|台
bus|バス|take drive|台
train|電車|take|
taxi|タクシー|take drive|台
truck|トラック|drive thing|台
ship|船|take|
piano|ピアノ|play|台
guitar|ギター|play thing|本
violin|バイオリン|play thing|
tennis|テニス|sport bare
baseball|野球|sport bare
soccer|サッカー|sport bare
chess|チェス|sport bare
shirt|シャツ|kiru thing|枚
coat|コート|kiru thing|枚
dress|ドレス|kiru thing|
sweater|セーター|kiru thing|枚
kimono|着物|kiru thing|枚
skirt|スカート|haku thing|枚
hat|帽子|kaburu thing|つ
cap|野球帽|kaburu thing|つ
movie|映画|watch|本
play|芝居|watch|
game|試合|watch|
music|音楽|listen bare
song|歌|listen sing|曲
radio|ラジオ|listen the
news|ニュース|listen the
story|物語|read write tell
secret|秘密|tell
truth|真実|tell the
street|通り|cross
bridge|橋|cross build
river|川|cross
road|道|cross
mountain|山|climb
hill|丘|climb
tree|木|climb plant|本
flower|花|plant pick|本
rose|薔薇|plant pick|本
house|家|build clean|軒
school|学校|build
tower|塔|build climb
room|部屋|clean
kitchen|台所|clean
garden|庭|clean
window|窓|open wash
door|ドア|open
gate|門|open
English|英語|lang bare
Japanese|日本語|lang bare
French|フランス語|lang bare
Chinese|中国語|lang bare
mathematics|数学|subject bare
history|歴史|subject bare
command|命令|order|つ
plan|計画|order|つ
"""

# English | Japanese | class (1, 5, s = する, k = 来る) | kinds of object | particle | marks
# marks: p has a progressive, v has a passive, q "want to" sounds right,
# a animals do it too, r lasting: the past is said of the state that follows (着て いた)
_TRANSITIVE = """
eat|食べる|1|food|を|pvqa
cut|切る|5|food|を|pvq
drink|飲む|5|drink|を|pvqa
order|注文する|s|food drink|を|q
spill|こぼす|5|drink|を|
read|読む|5|read|を|pvq
write|書く|5|write|を|pvq
borrow|借りる|1|read|を|q
translate|翻訳する|s|read|を|pvq
buy|買う|5|thing food read|を|vq
sell|売る|5|thing|を|vq
find|見つける|1|thing animal|を|va
lose|なくす|5|thing|を|
break|壊す|5|thing|を|a
carry|運ぶ|5|thing|を|pv
use|使う|5|thing|を|pvq
hide|隠す|5|thing|を|v
wash|洗う|5|thing kiru fruit wash|を|pv
choose|選ぶ|5|thing read kiru|を|q
drop|落とす|5|thing|を|a
pick up|拾う|5|thing|を|
repair|修理する|s|thing|を|pvq
draw|描く|5|animal plant art|を|pq
see|見る|1|person animal|を|a
meet|会う|5|person|に|q
help|助ける|1|person animal|を|v
call|呼ぶ|5|person|を|v
invite|招待する|s|person|を|vq
visit|訪ねる|1|person|を|q
praise|褒める|1|person|を|pv
scold|叱る|5|person|を|pv
thank|感謝する|s|person|に|
chase|追いかける|1|animal person|を|pva
catch|捕まえる|1|animal|を|vqa
touch|触る|5|animal thing|に|
ride|乗る|5|ride mount|に|q
drive|運転する|s|drive|を|pq
take|乗る|5|take|に|
take|撮る|5|photo|を|pq
play|弾く|5|play|を|pq
play|する|s|sport|を|pq
wear|着る|1|kiru|を|rq
wear|はく|5|haku|を|rq
wear|かぶる|5|kaburu|を|rq
watch|見る|1|watch|を|pq
listen to|聞く|5|listen|を|pq
sing|歌う|5|sing|を|pvq
tell|話す|5|tell|を|
cross|渡る|5|cross|を|a
climb|登る|5|climb|に|qa
build|建てる|1|build|を|pvq
clean|掃除する|s|clean|を|p
paint|塗る|5|open|を|p
open|開ける|1|open|を|
close|閉める|1|open|を|
plant|植える|1|plant|を|pv
grow|育てる|1|plant|を|p
pick|摘む|5|pick|を|p
speak|話す|5|lang|を|q
study|勉強する|s|lang subject|を|pq
teach|教える|1|lang subject|を|pq
execute|実行する|s|order|を|
"""

# English | Japanese | class | kinds of subject | marks (p progressive, q "want to", s may be bare: "The cat runs.",
# o: the place is what one goes through, 公園 を 歩く)
_INTRANSITIVE = """
sleep|寝る|1|person animal|pqs
fall asleep|眠る|5|person animal|
wake up|起きる|1|person animal|
run|走る|5|person animal robot|pqso
walk|歩く|5|person animal robot|pqso
swim|泳ぐ|5|person animal|pqs
laugh|笑う|5|person|p
cry|泣く|5|person|p
smile|微笑む|5|person|p
cook|料理する|s|person|pqs
dance|踊る|5|person robot|pqs
work|働く|5|person robot|pqs
play|遊ぶ|5|person animal|pq
rest|休む|5|person|pq
wait|待つ|5|person|p
fall down|転ぶ|5|person robot|
travel|旅行する|s|person|pqo
jump|跳ぶ|5|animal person|
stand up|立ち上がる|5|person robot|
bark|吠える|1|dog|ps
fly|飛ぶ|5|bird|ps
"""

# English | Japanese | i, na, no | kinds
_ADJECTIVES = """
red|赤い|i|thing kiru haku kaburu plant drive ride
blue|青い|i|thing kiru haku kaburu drive ride bird
white|白い|i|thing kiru haku kaburu animal plant drive build
black|黒い|i|thing kiru haku kaburu animal drive
yellow|黄色い|i|thing kiru haku kaburu plant bird
brown|茶色い|i|thing kiru haku animal
green|緑の|no|thing kiru haku kaburu
big|大きい|i|thing food animal plant build robot open cross
small|小さい|i|thing food animal plant build robot open cross
new|新しい|i|thing read kiru haku kaburu drive ride build play robot
old|古い|i|thing read kiru haku kaburu drive ride build play
expensive|高い|i|thing kiru haku kaburu drive ride play food drink
cheap|安い|i|thing kiru haku kaburu drive ride play food drink
beautiful|美しい|i|plant kiru art sing climb
delicious|おいしい|i|food drink
sweet|甘い|i|fruit
hot|熱い|i|hot
cold|冷たい|i|drink
long|長い|i|read sing cross watch
short|短い|i|read sing watch
heavy|重い|i|thing
light|軽い|i|thing
interesting|面白い|i|read watch tell
boring|つまらない|i|read watch
difficult|難しい|i|read sing
sad|悲しい|i|tell sing watch
cute|可愛い|i|animal
strong|強い|i|animal robot
young|若い|i|person
kind|親切な|na|person
famous|有名な|na|person art sing
quiet|静かな|na|clean
clean|きれいな|na|clean kiru
strange|不思議な|na|animal art tell
high|高い|i|climb
"""

# English | morphemes before the head | head | class (1, 5: in the form of a lasting state; i, na, no) | who
_STATES = """
tired||疲れる|1|person animal
hungry|おなか が|すく|5|person animal
thirsty|喉 が|渇く|5|person animal
angry||怒る|5|person animal
happy||喜ぶ|5|person
busy||忙しい|i|person
sick||病気|no|person animal
alone||一人|no|person
broken||壊れる|1|robot
"""

# English | morphemes before the head | head | class: what a comparison can be about
_MEASURES = """
taller|背 が|高い|i|person
younger||若い|i|person
stronger||強い|i|person animal
kinder||親切|na|person
busier||忙しい|i|person
bigger||大きい|i|animal drive
smaller||小さい|i|animal drive
cuter||可愛い|i|animal
heavier||重い|i|drive
more expensive||高い|i|drive
older||古い|i|drive
more famous||有名|na|person
"""

# "at" phrase | "to" phrase, "-" where one does not say it | Japanese | what one goes there for (keys of PURPOSES)
_PLACES = """
in the park|to the park|公園|play
at school|to school|学校|study
at home|-|家|-
in the library|to the library|図書館|read
at the station|to the station|駅|-
in the kitchen|to the kitchen|台所|drink
in the garden|to the garden|庭|play
at the hospital|to the hospital|病院|-
at the restaurant|to the restaurant|レストラン|eat
at the store|to the store|店|buy
at the supermarket|to the supermarket|スーパー|buy
at the zoo|to the zoo|動物園|-
at the museum|to the museum|美術館|-
on the beach|to the beach|浜辺|play
in the forest|to the forest|森|-
in the village|to the village|村|-
in the town|to the town|町|buy
at the office|to the office|会社|work
at the bank|to the bank|銀行|money
on the river bank|to the river bank|川岸|play
at the post office|to the post office|郵便局|-
at church|to church|教会|-
at the airport|to the airport|空港|-
at the hotel|to the hotel|ホテル|rest
at the temple|to the temple|お寺|-
at the university|to the university|大学|study
at the bakery|to the bakery|パン屋|buy
in the bookstore|to the bookstore|本屋|buy
in the cafe|to the cafe|カフェ|drink
in the classroom|to the classroom|教室|study
at the castle|to the castle|お城|-
at the theater|to the theater|劇場|-
at the factory|to the factory|工場|work
on the farm|to the farm|農場|work
in Tokyo|to Tokyo|東京|work
in Kyoto|to Kyoto|京都|work
in Osaka|to Osaka|大阪|work
in Paris|to Paris|パリ|study
in London|to London|ロンドン|study
in Japan|to Japan|日本|study
in France|to France|フランス|study
in America|to America|アメリカ|study
"""

# "of the town" and the like are no places to live or sleep in; these are
LIVABLE = ("東京", "京都", "大阪", "パリ", "ロンドン", "日本", "フランス", "アメリカ", "村", "町")

# English | Japanese in the order object, particle, verb in its dictionary form
_PURPOSES = """
play|play tennis|テニス を する
play|play|遊ぶ
study|study mathematics|数学 を 勉強する
study|study history|歴史 を 勉強する
study|learn Japanese|日本語 を 習う
read|read a book|本 を 読む
read|borrow a book|本 を 借りる
drink|drink tea|お茶 を 飲む
drink|drink coffee|コーヒー を 飲む
eat|eat pizza|ピザ を 食べる
eat|eat sushi|寿司 を 食べる
buy|buy bread|パン を 買う
buy|buy a present|プレゼント を 買う
buy|buy a dictionary|辞書 を 買う
work|work|働く
rest|rest|休む
money|withdraw money|お金 を 下ろす
"""

# inside, on and under things: English | Japanese position
_POSITIONS = """
on|上|desk table chair bed roof
under|下|desk table chair bed tree bridge
in|中|box bag car room
behind|後ろ|house tree door school chair
in front of|前|house station bank school door
near|近く|station river window bridge school
next to|隣|desk bed library bank house
"""
_LANDMARKS = """
desk|机
table|テーブル
chair|椅子
bed|ベッド
roof|屋根
tree|木
bridge|橋
box|箱
bag|かばん
car|車
room|部屋
house|家
door|ドア
school|学校
station|駅
bank|銀行
river|川
window|窓
library|図書館
"""

# English | Japanese | tense: past, future, habit, now
_TIMES = """
yesterday|昨日|past
last night|昨夜|past
last week|先週|past
last month|先月|past
last year|去年|past
last Sunday|先週の日曜日 に|past
this morning|今朝|past
two days ago|二日前 に|past
three years ago|三年前 に|past
a week ago|一週間前 に|past
at three o'clock|三時 に|past
at seven o'clock|七時 に|past
tomorrow|明日|future
tonight|今夜|future
next week|来週|future
next month|来月|future
next year|来年|future
every day|毎日|habit
every morning|毎朝|habit
every night|毎晩|habit
every week|毎週|habit
every Sunday|毎週日曜日 に|habit
every summer|毎年夏 に|habit
now|今|now
"""

# before the verb in English ("often") or after it ("slowly")
_ADVERBS = """
slowly|ゆっくり|after
quietly|静かに|after
quickly|素早く|after
carefully|注意深く|after
together|一緒に|plural
alone|一人で|after
again|もう一度|after
often|よく|habit
always|いつも|habit
sometimes|時々|habit
usually|たいてい|habit
suddenly|突然|before
finally|ついに|before
"""

# with what a thing is done: verb | English | Japanese
_INSTRUMENTS = """
cut|a knife|ナイフ
open|a key|鍵
draw|a pencil|鉛筆
write|a pen|ペン
eat|a spoon|スプーン
eat|chopsticks|箸
repair|a hammer|金槌
wash|soap|石鹸
wash|cold water|冷たい 水
"""
_VEHICLES = """
by bus|バス で
by car|車 で
by taxi|タクシー で
by bicycle|自転車 で
on foot|歩い て
by train|電車 で
by plane|飛行機 で
by ship|船 で
"""

# English | Japanese | class | kinds of object | particle of the person
_GIVING = """
give|あげる|1|thing plant fruit pet|に
show|見せる|1|thing art photo|に
send|送る|5|read thing|に
lend|貸す|5|thing|に
teach|教える|1|lang subject|に
tell|話す|5|tell|に
hand|渡す|5|thing|に
"""

# English after "can" | Japanese before the verb | verb in the potential form (class 1)
_ABILITIES = """
swim||泳げる
dance||踊れる
fly||飛べる
speak English|英語 が|話せる
speak Japanese|日本語 が|話せる
speak French|フランス語 が|話せる
speak Chinese|中国語 が|話せる
read Japanese|日本語 が|読める
play the piano|ピアノ が|弾ける
play the guitar|ギター が|弾ける
play the violin|バイオリン が|弾ける
drive a car|車 が|運転できる
ride a bicycle|自転車 に|乗れる
ride a horse|馬 に|乗れる
climb the mountain|山 に|登れる
play tennis|テニス が|できる
play chess|チェス が|できる
cook||料理できる
"""

# English of the weather after "it" | subject and verb | class | adjectives have none
_WEATHER = """
rain|雨|降る
snow|雪|降る
"""
_WEATHER_ADJECTIVES = """
cold|寒い
hot|暑い
warm|暖かい
cool|涼しい
"""

IRREGULAR = {
    "eat": "ate eaten", "cut": "cut cut", "drink": "drank drunk", "read": "read read", "write": "wrote written",
    "buy": "bought bought", "sell": "sold sold", "find": "found found", "lose": "lost lost", "break": "broke broken",
    "hide": "hid hidden", "choose": "chose chosen", "draw": "drew drawn", "see": "saw seen", "meet": "met met",
    "catch": "caught caught", "ride": "rode ridden", "drive": "drove driven", "take": "took taken",
    "wear": "wore worn", "sing": "sang sung", "tell": "told told", "build": "built built", "grow": "grew grown",
    "speak": "spoke spoken", "teach": "taught taught", "sleep": "slept slept", "fall": "fell fallen",
    "wake": "woke woken", "run": "ran run", "swim": "swam swum", "stand": "stood stood", "fly": "flew flown",
    "give": "gave given", "show": "showed shown", "send": "sent sent", "lend": "lent lent", "go": "went gone",
    "come": "came come", "have": "had had", "know": "knew known", "say": "said said", "think": "thought thought",
    "put": "put put", "sit": "sat sat",
}  # fmt: skip
DOUBLING = ("cut", "run", "swim", "drop")  # their last letter, before -ing and -ed
PLURALS = {
    "man": "men", "woman": "women", "child": "children", "knife": "knives", "mouse": "mice", "sheep": "sheep",
    "fish": "fish", "box": "boxes", "peach": "peaches", "sandwich": "sandwiches", "potato": "potatoes",
    "tomato": "tomatoes", "bus": "buses", "fox": "foxes", "strawberry": "strawberries", "diary": "diaries",
    "dictionary": "dictionaries", "baby": "babies", "watch": "watches", "dress": "dresses", "princess": "princesses",
    "story": "stories", "factory": "factories",
}  # fmt: skip

NUMBERS = {
    "one": "一", "two": "二", "three": "三", "four": "四", "five": "五", "six": "六", "seven": "七", "eight": "八",
    "nine": "九", "ten": "十",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One row of a table: its fields, and the sets of marks among them split at spaces."""

    english: str
    japanese: str
    rest: tuple[str, ...] = ()

    def field(self, index: int) -> str:
        return self.rest[index] if index < len(self.rest) else ""

    def has(self, index: int, *marks: str) -> bool:
        """Whether field ``index`` lists any of ``marks``."""
        return not set(marks).isdisjoint(self.field(index).split())


def rows(table: str) -> tuple[Row, ...]:
    """The rows of a table, in order."""
    cells = [line.split("|") for line in table.strip().splitlines()]
    return tuple(Row(first, second, tuple(rest)) for first, second, *rest in cells)


NAMES, ROLES, KIN, NOUNS = rows(_NAMES), rows(_ROLES), rows(_KIN), rows(_NOUNS)
TRANSITIVE, INTRANSITIVE, ADJECTIVES = rows(_TRANSITIVE), rows(_INTRANSITIVE), rows(_ADJECTIVES)
STATES, MEASURES, PLACES, PURPOSES = rows(_STATES), rows(_MEASURES), rows(_PLACES), rows(_PURPOSES)
POSITIONS, LANDMARKS, TIMES, ADVERBS = rows(_POSITIONS), rows(_LANDMARKS), rows(_TIMES), rows(_ADVERBS)
INSTRUMENTS, VEHICLES, GIVING, ABILITIES = rows(_INSTRUMENTS), rows(_VEHICLES), rows(_GIVING), rows(_ABILITIES)
WEATHER, WEATHER_ADJECTIVES = rows(_WEATHER), rows(_WEATHER_ADJECTIVES)
