"""What is typed in ``long_use.py``: sentences of everyday life in English and in Japanese, written for it.

Japanese is typed as people type it, by an input method: in a passage, a piece is what is committed, with how it is
spelled after "=" where that differs.
"""

from __future__ import annotations

ENGLISH = (
    "My grandmother keeps three jars of plum jam behind the flour, and she thinks that nobody knows.",
    "The last train had gone, so we walked along the river and talked until the bakeries opened.",
    "If you leave the window open tonight, the cat will bring in a mouse again; she did so twice this week.",
    "Why does the moon look larger when it stands above the roofs? Hold a coin at arm's length and compare.",
    "The committee met at 9:30, argued about the budget for two hours, and agreed on nothing but lunch.",
    "He said that he had posted the letter, but it was still in his coat when the spring came.",
    "Please turn the valve a quarter to the left, wait until the needle rests, and write the number down.",
    "Of the twelve students who began the course, seven built a working radio and one built a very loud alarm.",
    "She put the violin back in its case because the neighbours' baby had finally fallen asleep.",
    "Snow fell on the harbour all night; by morning the boats were loaves of white bread in a grey oven.",
    "The doctor asked the nurse whether she had seen the patient before he went to the garden.",
    "I can't find the blue notebook that I bought in Kyoto - the one with the recipe for pumpkin soup.",
    "A good map leaves out almost everything; that is why it is more useful than a photograph.",
    "When the power failed, forty people in the cinema told each other how the film might have ended.",
    "The old bridge was closed to lorries in May, and since then the village has heard its own sparrows.",
    "Our bus driver sings. Nobody complains, and on Mondays the passengers in the back row sing the second voice.",
    "It took the gardener ten years to grow the hedge and the storm ten minutes to lay it across the road.",
    "Don't add the salt before the beans are soft, or they will stay as hard as they were in the market.",
    "The teacher drew a triangle on the board, then another inside it, and asked what the chalk had left out.",
    "Two engineers can disagree about a bolt for an afternoon; the bolt, meanwhile, holds up the roof.",
    "Because the ferry was late, the bride arrived after the cake, the band and most of the uncles.",
    "This clock gains four minutes a day, so every Sunday my father sets it back, gently, half an hour.",
    "There is a word in his dialect for the warmth of a chair that someone has just left.",
    "The parcel came back with a note: no such street, no such house, but greetings from the postman.",
    "Bees do not fly in the rain, said the child, and closed the umbrella to see whether that was true.",
    "They painted the kitchen yellow, regretted it, and then found that breakfast had become a longer meal.",
)
"""one at a time"""

JAPANESE = (
    "祖母=そぼ は 台所=だいどころ の 奥=おく に 梅=うめ の ジャム を 隠=かく している 。",
    "終電=しゅうでん が 行=い ってしまったので 、 私=わたし たちは 川沿=かわぞ いを 歩=ある いた 。",
    "窓=まど を 開=あ けておくと 、 猫=ねこ がまた 鼠=ねずみ を 連=つ れてくるよ 。",
    "月=つき は 屋根=やね の 上=うえ にあるとき 、 なぜ 大=おお きく 見=み えるのだろう 。",
    "会議=かいぎ は 二時間=にじかん 続=つづ いたが 、 決=き まったのは 昼食=ちゅうしょく だけだった 。",
    "彼=かれ は 手紙=てがみ を 出=だ したと 言=い ったが 、 春=はる になってもまだ 上着=うわぎ の 中=なか にあった 。",
    "弁=べん を 左=ひだり に 少=すこ し 回=まわ して 、 針=はり が 止=と まるまで 待=ま ってください 。",
    "隣=となり の 赤=あか ちゃんが 眠=ねむ ったので 、 姉=あね はバイオリンを 片付=かたづ けた 。",
    "雪=ゆき が 一晩中=ひとばんじゅう 港=みなと に 降=ふ り 、 船=ふね は 白=しろ いパンのようになった 。",
    "先生=せんせい は 黒板=こくばん に 三角形=さんかくけい を 描=か き 、 何=なに が 足=た りないか 尋=たず ねた 。",
    "京都=きょうと で 買=か った 青=あお いノートが 見=み つからない 。",
    "よい 地図=ちず は 、 ほとんどのものを 省=はぶ くから 役=やく に 立=た つ 。",
    "停電=ていでん のあいだ 、 客=きゃく たちは 映画=えいが の 結末=けつまつ を 話=はな し 合=あ った 。",
    "バスの 運転手=うんてんしゅ は 歌=うた う 。 だれも 文句=もんく を 言=い わない 。",
    "豆=まめ が 柔=やわ らかくなるまで 、 塩=しお を 入=い れてはいけない 。",
    "父=ちち は 日曜日=にちようび ごとに 、 進=すす みすぎた 時計=とけい を 戻=もど す 。",
    "船=ふね が 遅=おく れたので 、 花嫁=はなよめ はケーキより 後=あと に 着=つ いた 。",
    "雨=あめ の 日=ひ に 蜂=はち は 飛=と ばないと 、 子供=こども が 傘=かさ を 閉=と じて 言=い った 。",
    "新=あたら しい 橋=はし が 渡=わた れるようになって 、 村=むら は 静=しず かになった 。",
    "弟=おとうと は 犬=いぬ に 追=お われたが 、 妹=いもうと は 犬=いぬ を 追=お いかけた 。",
)
"""one at a time; between the pieces a space"""

PASTED = (
    "Dear all, the lift is being repaired on Thursday from eight until noon. Please carry nothing heavy before then.",
    "1. Wash the rice. 2. Let it rest for half an hour. 3. Cook it with as much water as rice, and a little more.",
    "荷物は木曜日の午前中に届きます。お留守の場合は、管理人室にお預けください。",
    "The café's menu — “soup of the day”, 3 € — was written by the owner's son, aged nine. \U0001f372",
    "吾が家の庭には、柿の木が一本と、名前を知らない草がたくさんある。秋になると、鳥のほうが先に食べに来る。",
)
"""from somebody else's message"""

MEASURED = (
    "The kettle sings before it boils, and my aunt sings before she speaks. ",
    "駅前=えきまえ の 店=みせ で 、 兄=あに は 古=ふる い 時計=とけい を 二=ふた つ 買=か った 。",
)
"""typed at the beginning and at the end, the same keys each time"""

CALM = "Taro ate the cake. After that, he fell asleep."
"""what stands there whenever something is counted"""


def pieces(passage: str) -> list[tuple[str, str]]:
    """(committed, spelled) of each piece of a Japanese passage."""
    found = []
    for piece in passage.split(" "):
        committed, _, spelled = piece.partition("=")
        found.append((committed, spelled or committed))
    return found
