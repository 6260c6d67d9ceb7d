"""Names that have a Japanese and a Latin spelling, and Latin words that are nobody's name. Pure."""

from __future__ import annotations

# one name a line, all of its spellings
_SPELLINGS = """
OpenAI オープンAI オープンエーアイ
Google グーグル
Microsoft マイクロソフト
Meta メタ
Amazon アマゾン
Apple アップル
NVIDIA エヌビディア
Anthropic アンソロピック
DeepMind ディープマインド
DeepSeek ディープシーク
Alibaba アリババ
Mistral ミストラル
Intel インテル
Oracle オラクル
SoftBank ソフトバンク
Samsung サムスン
Tesla テスラ
ByteDance バイトダンス
Tencent テンセント
Baidu バイドゥ 百度
IBM アイビーエム
Sony ソニー
Toyota トヨタ トヨタ自動車
Hitachi 日立 日立製作所
Fujitsu 富士通
Rakuten 楽天
Nikkei 日経 日本経済新聞
Wikipedia ウィキペディア
YouTube ユーチューブ
Twitter ツイッター
ChatGPT チャットGPT
Gemini ジェミニ
Claude クロード
Copilot コパイロット
Linux リナックス
Windows ウィンドウズ
Python パイソン
Android アンドロイド
iPhone アイフォーン
""".strip()
SPELLINGS: tuple[tuple[str, ...], ...] = tuple(
    tuple(line.split()) for line in _SPELLINGS.splitlines()
)
# what a Japanese summary may call things by although its source does not
_ORDINARY = """
ai llm llms api apis gpu gpus cpu cpus tpu npu pc os it ml nlp rl rag lora moe vlm vla kv qa ocr tts asr gui ui
ux cli ide sdk saas oss url uri http https id sns ec hr poc kpi roi b2b b2c dx faq ceo cto cfo
coo cio us usa uk eu un gdp web app apps ok ng vs etc eg ie via and or the of in on for per with by to no not gb mb tb kb pb gib mib
ms ns hz khz mhz ghz kw mw gw kwh mwh gwh twh wh km cm mm kg mg ml fps dpi tok s m k b w v x y z n bit bits byte bytes token tokens
model models agent agents prompt prompts sota flops iot ar vr xr usd jpy eur gbp am pm part vol max min avg top pro lite plus beta
alpha version open source data online offline pr
""".strip()
ORDINARY = frozenset(_ORDINARY.split())
