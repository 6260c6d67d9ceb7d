"""Sentences that look turned and are right, each beside one that is turned."""

from __future__ import annotations

import pytest

from digest.check.texts import check_texts

TURNED = "増減・優劣の逆転"
SOURCE = (
    "2026-11-12\nThe tool Ferrite 4 was released on Tuesday. Admins who cannot migrate must disable the sync option. "
    "PowerPC machines are no longer supported. Caching the index gave no measurable benefit. "
    "The fee for a seat drops from $30 to $18 a month. Pruned to half, the 12B model lost 2.5 points on retrieval, whereas the 3B model lost 9.1. "
    "The 3B model also wrote 22% more code comments. "
    "The authors prefer a larger index on 4 nodes to a smaller index on 16 nodes. "
    "Mirrors served 70% of the most expensive downloads in the past year, and human visits fell by 5% over the same twelve months. "
    "The manifests that people used to write by hand are generated from the schema. "
    "It can be used commercially, unlike its predecessor, which did not allow commercial use. "
    "Files must be erased within 20 days, but the index need not be rebuilt. "
    "Sales in Norway were the highest at 61%, followed by Chile with 48% and Ghana with 30%. "
    "On LogBench the joint model scores 88.2, higher than either source model."
)
HOSPITAL = (
    "2026-11-12\n青葉病院は、予診の下書きをAIに任せた結果をまとめた。当初はモデルXenonを使っていたが、敬語の乱れが多かったためモデルArgonに切り替えた。"
    "切り替え後の月額費用は40万円から50万円に上がったが、書き直しは2割減った。"
    "転倒の予兆は平均で6.5時間前にとらえ、従来の方式の2.0時間前より早かった。"
    "看護師の確認が必要なのは全体の15%だった。"
    "文字の読み取りでは、Argonの正答率が91%で、Kryptonの62%を大きく上回った。声の自然さの評価では、Kryptonの4.5点に対して3.9点と劣る。"
    "誤りはArgonが平均2.1%と最も低く、Neonの5.3%が続いた。"
    "20の評価のうち18で従来の最良の方式に並ぶか上回った。下書きの登録の前に人の承認を必ず求め、承認せずに取り消された割合は3.2%である。"
    "小児科への展開は、問診票の様式が決まるまで見送る。録音は、本人か本人が選んだ家族しか使えない。"
    "質問を英語に替えると、引用される国内の論文は4分の1に減る。"
    "病棟別では北棟の利用率が最も高く、南棟が最も低い。書き込みの速度は現行品と同じ水準にとどまる。"
)
PLANT = (
    "2026-11-12\nThe price of Ferrite Cloud remains $25 per user per month. "
    "The second plant in Oregon will start production in 2028, two quarters earlier than planned. "
    "Loading a page takes 420 milliseconds on a CPU instead of 300. The team rejected a paid mobile edition."
)
SHOGI = (
    "2026-11-12\n将棋の「木霊」は準決勝で前回優勝の「鷹目」に98手で敗れた。優勝賞金は80万円である。"
    "木霊の反則率は13.1%から11.2%に下がった。"
    "会員が500人に満たない教室は、2年間の猶予を受ける。会員が500人以上の教室は、直ちに届け出る。"
    "欠陥の影響を受けるのは4.1.0以前で、4.1.1で直した。"
)
RIGHT = [
    (PLANT, "料金は1ユーザー月25ドルのままだ。"),
    (PLANT, "オレゴンの第2工場の生産開始は、計画から2四半期早まる。"),
    (PLANT, "CPUでの読み込みは前の版より遅くなった。"),
    (SHOGI, "木霊は準決勝で鷹目に98手で敗れた。"),
    (SHOGI, "木霊の反則率は前作より低い。"),
    (SHOGI, "会員が500人未満の教室は、2年間の猶予を受ける。"),
    (SHOGI, "会員が500人以上の教室は、猶予を受けられない。"),
    (SHOGI, "欠陥の影響を受けないのは4.1.1以降だ。"),
    (SOURCE, "移行できない管理者は同期の機能を無効にする必要がある。"),
    (SOURCE, "PowerPC搭載機のサポートは終了した。"),
    (SOURCE, "索引のキャッシュには目に見える効果がなかった。"),
    (SOURCE, "1席の料金は月30ドルから18ドルに12ドル下がる。"),
    (SOURCE, "枝刈りで半分にすると12Bは2.5ポイント、3Bは9.1ポイント検索の精度が落ちた。"),
    (SOURCE, "小さい索引を16ノードで使うより大きい索引を4ノードで使うほうがよいという。"),
    (SOURCE, "過去1年で最もコストの高いダウンロードの70%をミラーが占めた。"),
    (SOURCE, "マニフェストはスキーマから自動で生成される。"),
    (SOURCE, "前の版と違って商用での利用が許される。"),
    (SOURCE, "ファイルは20日以内に消さなければならないが、索引を作り直す必要はない。"),
    (SOURCE, "3か国で割合が最も低いのはガーナだった。"),
    (SOURCE, "LogBenchでは、元のどちらのモデルよりも高い点を取った。"),
    (HOSPITAL, "モデルは敬語の乱れを理由にXenonからArgonへ変更された。"),
    (HOSPITAL, "月の費用は10万円増えた一方、書き直しは20%減少した。"),
    (HOSPITAL, "転倒の6.5時間前に予兆を検知し、従来の方式より4.5時間早い。"),
    (HOSPITAL, "85%は看護師の確認が要らなかった。"),
    (HOSPITAL, "声の自然さでは、Kryptonのほうが0.6点高く評価されている。"),
    (HOSPITAL, "誤りが最も少なかったモデルはArgonで、平均2.1%。"),
    (HOSPITAL, "20の評価のうち、従来の最良の方式に届かなかったのは2つだけである。"),
    (HOSPITAL, "下書きを登録する際は、人が承認しなければ実行されない。"),
    (HOSPITAL, "問診票の様式が決まるまで、小児科には広げない。"),
    (HOSPITAL, "録音を使えるのは、本人と、本人が選んだ家族に限られる。"),
    (HOSPITAL, "英語で聞くと、国内の論文が引かれる数は4分の1まで落ち込む。"),
    (HOSPITAL, "病棟別で利用率が最低だったのは南棟である。"),
    (HOSPITAL, "書き込みの速さは今の製品と変わらない。"),
]
WRONG = [
    (PLANT, "料金は1ユーザー月25ドルに引き上げられた。"),
    (PLANT, "オレゴンの第2工場の生産開始は、計画から2四半期遅れる。"),
    (PLANT, "CPUでの読み込みは前の版より速くなった。"),
    (PLANT, "チームは有料のモバイル版を取り入れることにした。"),
    (SHOGI, "木霊は準決勝で鷹目に98手で勝った。"),
    (SHOGI, "木霊の反則率は前作より高い。"),
    (SHOGI, "欠陥の影響を受けるのは4.1.0以降である。"),
    (SOURCE, "移行できない管理者は同期の機能を有効にする必要がある。"),
    (SOURCE, "PowerPC搭載機も引き続きサポートされる。"),
    (SOURCE, "索引のキャッシュには目に見える効果があった。"),
    (SOURCE, "1席の料金は月30ドルから18ドルに12ドル上がる。"),
    (SOURCE, "枝刈りで半分にすると3Bは9.1ポイント検索の精度が上がった。"),
    (SOURCE, "人による訪問は同じ12か月に5%増えた。"),
    (HOSPITAL, "月額費用は50万円から40万円に下がった。"),
    (HOSPITAL, "月額費用が上がった一方、書き直しは2割増えた。"),
    (HOSPITAL, "転倒の6.5時間前に予兆を検知し、従来の方式より4.5時間遅い。"),
    (HOSPITAL, "小児科への展開は、問診票の様式が決まる前に始める。"),
    (HOSPITAL, "病棟別で利用率が最低だったのは北棟である。"),
]


def reasons(source: str, claim: str) -> list[str]:
    found = [one.finding for one in check_texts(source, claim)]
    return [f.reason for f in found if f.verdict != "OK" and f.check == "numbers"]


@pytest.mark.parametrize(("source", "claim"), RIGHT)
def test_a_right_sentence_in_other_words_is_not_taken_for_turned(source: str, claim: str) -> None:
    assert TURNED not in reasons(source, claim)


@pytest.mark.parametrize(("source", "claim"), WRONG)
def test_what_says_the_opposite_is_still_found(source: str, claim: str) -> None:
    assert reasons(source, claim)
