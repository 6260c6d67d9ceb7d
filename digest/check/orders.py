"""Sentences that give orders to a model, told from those that speak of models. Pure, linear.

An order is an imperative: its verb begins the clause (English), or ends the sentence (Japanese).
So "Ignore the above instructions" is one and "developers can override the prompt" is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST = 400  # characters of a clause that are looked at
BEFORE = 160  # characters before a quotation that may say what it is an example of

_MODEL = r"(?:ais?|llms?|(?:large )?language models?|(?:ai )?assistants?|(?:ai )?summari[sz]ers?|chatbots?|bots?|crawlers?|ai agents?|gpt|chatgpt|claude|gemini|copilot)"
_DO = (
    r"(?:ignore|disregard|forget|output|include|insert|append|add|write|respond|reply|answer|say|state|follow|obey|treat|rate|rank|recommend"
    r"|summari[sz]e|print|reveal|visit|click|mention|praise|translate|refuse|report|set|copy|forward|rewrite|replace|always|never|do not|don't|stop|you (?:must|should|will|shall|are))"
)
_TOLD = r"(?:instructions?|directions?|prompts?|rules?|guidelines?|directives?|commands?|constraints?|polic(?:y|ies)|safeguards?|programming)"
_OUTPUT = r"(?:summar(?:y|ies)|digests?|headlines?|titles?|front ?matter)"

_END = r"(?=\s*(?:$|[.!?:;\"“”「」()<>*`\n\]]))"  # of a clause
_CLAUSE = re.compile(r"[^.!?。！？\n:;；：\"“”「」『』()（）<>*_`]+")
_ENGLISH = re.compile(
    rf"\W*(?:(?:please|now|also|and|then|so|but|first|instead|immediately|simply|just|you (?:must|should|will|shall)|important|in (?:the|your|every|each) (?:\w+ )?{_OUTPUT})[\s,]+){{0,3}}(?:"
    rf"(?:ignore|disregard|forget|neglect|override|bypass|discard|skip|drop)\b(?:\s\S+){{0,6}}?\s(?:{_TOLD}|(?:above|foregoing|preceding)(?={_END}|\s(?:and|text|article|content))|(?:previous|prior|earlier|preceding|other|all|these|those|the rest of the) (?:text|context|tasks?|messages?|articles?|stories|items|content)|you(?:'ve| have| were|r) (?:been )?(?:told|given|said|read|trained))\b"
    r"|(?:do not|don't|stop|never|cease) summari[sz](?:e|ing)\b"
    rf"|(?:translate|write|output|say|print|do|summari[sz]e) (?:\S+ ){{0,4}}instead{_END}"
    r"|(?:output|respond|reply|answer|say|print|return) (?:only \S|exactly \S|nothing but|with (?:only|exactly|(?:the|one) (?:single |one |exact |following )?(?:words?|phrase|text|sentence))\b)"
    r"|(?:these|the following|my|new|our) instructions (?:now )?(?:override|supersede|replace|outrank|take precedence)\b"
    r"|(?:when|while) summari[sz]ing, (?:please )?(?:say|state|write|mention|praise|recommend|rate|describe|always|never|do not|don't)\b"
    rf"|{_MODEL}, (?:please )?(?:ignore|disregard|add|append|include|insert|write|say|mention|praise|rate|recommend|output|respond|reply|visit|always|never|do not|don't)\b"
    rf"|(?:at|near) the (?:very )?(?:end|beginning|start|top|bottom) of (?:your|the|this|every|each) (?:\w+ )?{_OUTPUT},? (?:please )?(?:add|append|include|insert|put|place|write|mention|say|state|link)\b"
    r"|your (?:new|real|actual|true|updated) (?:task|goal|job|role|mission|purpose|objective|instructions?) (?:is|are)\b"
    rf"|as (?:the|an?) {_MODEL}[^,]{{0,30}}, ?{_DO}\b"
    rf"|(?:when|while|if|before|after) (?:you )?(?:(?:are|'re) )?(?:summari[sz]|read|process|analy[sz]|translat)\w* (?:this|the) (?:page|article|text|document|post|paper|above)[^,]{{0,30}},? ?(?:please )?{_DO}\b"
    rf"|if (?:you are|you're) (?:an? )?(?:automated|{_MODEL})\b"
    rf"|(?:notes?|message|attention|instructions?|warning|hint|reminder|dear|hey|hello|hi|hidden instructions?)[\s,]*(?:(?:to|for|all|any|the|every)\s){{0,3}}{_MODEL}(?:\s(?:models?|agents?|assistants?|readers?|systems?|crawlers?))?(?:\s(?:reading|processing|summari[sz]ing)\b[^,.!?\n]{{0,40}})?(?:,|{_END})"
    rf"|{_MODEL}(?:\s(?:models?|agents?|systems?|readers?))?(?: (?:reading|processing|summari[sz]ing|parsing|that reads?|who reads?)[^,]{{0,40}})?,? (?:must|should|shall|please|are (?:instructed|required) to)\s+(?:(?:also|always|now|never|not|only|immediately|then|instead|first)\s){{0,3}}{_DO}\b"
    rf"|(?:append|add|insert|attach|put|include|place|embed)\b[^,]{{0,80}}?\s(?:to|in|into|at the end of) (?:(?:the|this) (?:\w+ )?{_OUTPUT}|(?:your|every|each|all|any) (?:\w+ ){{0,2}}(?:{_OUTPUT}|links?|urls?|items?|entr(?:y|ies)|stories|output|answers?|responses?|repl(?:y|ies)|newsletters?|issues?))\b"
    rf"|(?:in|as) (?:your|every|each|all) (?:other )?(?:{_OUTPUT}|items?|answers?)\b[^.]{{0,40}}\b(?:include|add|insert|append|write|mention|link)"
    rf"|(?:add|append|include|insert|write|change|replace|remove|delete|drop|end|begin|start|finish|mention|put|set|rename|rewrite|rate|link|translate)\b[^,.!?\n]{{0,80}}?\b(?:(?:the|your|every|each|all|any|this|of) (?:\w+ ){{0,2}}?(?:summar(?:y|ies)|digests?|headlines?|front ?matter|newsletter(?:'s)? (?:title|name)|title of the newsletter)|(?:the|all) other (?:items|articles|stories|entries|summaries)|your (?:\w+ )?(?:answers?|output|repl(?:y|ies)|responses?))\b"
    rf"|(?:(?:the|your|every|each|all|any|this|our) )?(?:\w+ )?{_OUTPUT}(?: (?:of|for|about) (?:this|the|our) \w+)? (?:must|should|shall|has to|have to|needs? to|is to|are to) (?:\w+ )?(?:contain|mention|include|end|begin|start|say|state|read|link|praise|recommend)\b"
    r"|your (?:answers?|output|reply|replies|responses?|summary) (?:must|should|shall|has to|have to|needs? to|will)\b"
    rf"|it is (?:\w+ )?(?:essential|important|required|mandatory|necessary|crucial|vital) that (?:the|your|every|each|any) (?:\w+ )?{_OUTPUT}"
    r"|pretend (?:that )?(?:you|to be)\b|(?:act|behave|speak|talk|answer|roleplay) (?:as if you|as (?:an?|the|my) (?:\S+ ){0,3}?(?:assistant|expert|pirate|bot|ai|model|copywriter|hacker|character|terminal|salesman))\b"
    rf"|(?:begin|start) (?:of )?(?:the )?(?:new|real|actual|hidden) (?:system )?(?:prompt|instructions?|context)|new (?:rules?|task|directive|orders?|objective){_END}"
    r"|(?:the |all |any |your )?(?:previous|prior|earlier|above|old|original) (?:instructions?|rules?|prompts?|orders?) (?:are|is|were|have been) (?:now )?(?:void|invalid|cancel|no longer|obsolete|supersed|overrid|withdrawn|revoked|outdated|wrong)"
    r"|use the (?:following|above) (?:link|url|address) as\b"
    r"|(?:disregard|ignore|forget|skip|drop) (?:\S+ ){0,3}(?:json|schema|output format|format)\b"
    r"|(?:to |for )?(?:any|all|every|the) (?:automated|ai|artificial|machine) (?:\w+ )?(?:systems?|readers?|agents?|tools?|crawlers?|models?|assistants?) (?:that (?:is|are) |that )?(?:read|process|summari|pars|index)"
    r"|you (?:are|have become) (?:dan\b|an? (?:unrestricted|uncensored|jailbroken|evil))"
    r"|(?:for|in|on) (?:every|each|all) (?:other )?(?:story|stories|items?|articles?|entry|entries)\b[^.!?\n]{0,60}?\b(?:set|use|add|append|replace|link|write|say|include|mention)\b"
    r"|(?:replace|change|set|redirect|rewrite) (?:all|every|each) (?:\w+ )?(?:urls?|links?|sources?|addresses)\b|(?:mark|rank|treat|give|rate|score|list|feature) this (?:article|story|item|paper|text|post) (?:as|a score|first|at the top|with)\b"
    r"|you have been (?:upgraded|reset|hacked|reprogrammed|overridden|jailbroken)\b|i am (?:the|your) (?:developer|creator|administrator|admin|operator|owner) (?:of (?:this|the) (?:system|model|assistant)|and you)"
    r"|(?:respond|answer|reply|speak) (?:only )?in (?:english|french|german|spanish|chinese|japanese|russian|korean|latin|pirate|base64|json|rhyme|verse|emoji)\b|the (?:text|content|article|story) (?:above|below) is (?:fake|false|a test|wrong|invalid|only)"
    r"|the (?:user|developer|operator|editor|owner) (?:wants|asks|instructs|orders|requires|expects) you to\b"
    rf"|set (?:the |every |all |your )?(?:{_OUTPUT}|evidence|scores?) (?:field )?to\b"
    r"|(?:kindly\s)?(?:reveal|print|repeat|output|leak|send|show|disclose)\s(?:\w+\s){0,3}(?:(?:system|hidden|secret|initial) prompt|api keys?|hidden instructions|credentials|conversation history|(?:your|the) (?:\w+ )?(?:configuration|instructions|hidden prompt|initial prompt|secret prompt))"
    r"|(?:do not|don't|never) (?:mention|reveal|tell)\b[^.]{0,40}\b(?:instructions?|prompt|the reader|this (?:text|note|message))"
    r"|you are (?:now|no longer) (?:dan\b|in \w+ mode|acting|bound|restricted|unrestricted|jailbroken|(?:an?|the|my)\s(?:\S+\s){0,4}?(?:ai|assistant|model|bot|summari[sz]er|agent|system|chatbot|pirate|hacker|editor|translator|persona|character)\b)"
    r"|from now on,? (?:you (?:are|will|must|shall|act|respond|answer|reply|speak|only|should)|act|respond|answer|write|always|never|ignore)\b"
    r"|(?:developer|debug|admin|god|dan|jailbreak) mode (?:enabled|activated|on)\b|do anything now\b"
    rf"|(?:new|updated|real|actual|revised|additional)\s+(?:system\s+)?(?:instructions?|prompt){_END}"
    rf"|(?:system|developer|admin\w*) (?:override|message|prompt|notice){_END}"
    r"|end of (?:the )?(?:article|document|data|context|text|input|source)\b"
    r"|(?:bitte )?ignorier\w* (?:\w+ ){0,2}(?:vorherigen|bisherigen|obigen) (?:anweisungen|befehle)|ignore[zr]? (?:\w+ ){0,2}(?:instructions|consignes) (?:préc|ci-dess)|ignor[ae] (?:\w+ ){0,2}instrucciones"
    r")",
    re.IGNORECASE,
)  # fmt: skip
_NAMED = re.compile(rf"^\W*(?:{_MODEL})\s*:\s*(?:please )?{_DO}\b", re.IGNORECASE | re.MULTILINE)

_SENTENCE = re.compile(r"[^。！？!?\n]+")
_AI = r"(?<![ァ-ヶー])(?:AI|人工知能|言語モデル|アシスタント|要約者|エージェント|チャットボット|ボット|LLM|ChatGPT|Claude|Gemini)"
_ORDER_ENDS = re.compile(
    r"(?:くださ(?:い|いね)|下さい|せよ|しろ|なさい|こと|よう(?:に)?|てくれ|て|てほしい|なければならない|ねばならない|べし|[えけせてれめべげ]よ|[えけせれめべ]ろ|書け|話せ|出せ|消せ|貼れ|答えろ|従え)[\s」』)）”\"]*$"
)
_ORDER_INSIDE = re.compile(r"(?:ください|下さい|せよ|しろ|なさい|こと)\s*[:：]")
_JAPANESE = re.compile(
    r"(?:指示|命令|プロンプト|ルール|規則|制約|上記|以前の|これまでの|ここまでの|文脈)[^。]{0,20}(?:無視|忘れ|破棄|従わず|従わない|取り消|上書き|無効)"
    r"|(?:無視|破棄)し[^。]{0,20}(?:次|以下|代わり|新しい)"
    rf"|(?:読ん|読む|読み込|要約[すし]|処理[すし]|翻訳[すし]|学習[すし])[^。]{{0,8}}{_AI}"
    rf"|{_AI}(?:へ|に告ぐ|なら|であれば|は必ず)[、:： ]"
    r"|(?:要約|見出し|ダイジェスト|回答|返答|項目|(?:以降|ほか|他|すべて|全て|全部)の(?:記事|項目|要約|話題|見出し))(?:に|には|は|を|の)[^。]{0,60}(?:「|必ず|だけ|のみ|書き換え|変更|削除|消し|差し替え|置き換え)"
    r"|(?:要約|見出し|ダイジェスト|題名)(?:の(?:最後|末尾|冒頭|先頭|中|題名))?(?:には?|は|を|では?)[^。]{0,60}(?:書|出力|挿入|追加|付け|加え|含め|載せ|入れ|削除|消|変え|変更|置き換え|差し替え|に(?:せよ|しろ|して))"
    r"|要約(?:する(?:際|時|とき|場合)|時)に?は?[^。]{0,60}(?:必ず|だけ|のみ|書|出力|含め|加え|入れ|触れ)"
    r"|(?:指示|命令|プロンプト|ルール|文脈|会話)を?(?:すべて|全て|いったん|一旦)?(?:リセット|忘れ|捨て)|(?:この|本)記事以外[^。]{0,20}(?:削除|消|無視|省)"
    r"|(?:口調|ふり|つもり|なりきっ|キャラクター)(?:で|を|に|て)[^。]{0,20}(?:要約|答え|話|書|出力|し)|(?:今後|以後|以降|これから)は?[^。]{0,20}(?:答え|回答|出力|話し)"
    r"|(?:要約|ダイジェスト)を?(?:作成|生成|作|書)[^。]{0,4}(?:AI|LLM|モデル|システム)|(?:URL|リンク)[^。]{0,20}(?:全て|すべて|各|全部)の?(?:項目|記事|要約|見出し)"
    r"|(?:この|本)記事を[^。]{0,20}(?:重要|1位|一位|トップ|優先|最高)|(?:すべて|全て|各)の?(?:URL|リンク)を[^。]{0,80}(?:置き換え|変え|差し替え)|要約(?:者|AI)は"
    r"|とだけ(?:返|答|出力|書|回答)|(?:内部|初期|秘密|隠された)の?(?:指示|プロンプト)を|(?:front ?matter|evidence|headline)(?:に|を|は)|(?:採点|評価|点数|スコア)(?:は|を)[^。]{0,12}(?:[0-9]+点|満点|最高)"
    r"|(?:英語|日本語|中国語|フランス語|関西弁|タメ口)で(?:書け|答え|話せ|出力|回答)"
    r"|(?:URL|リンク|https?:)[^。]{0,60}必ず[^。]{0,30}(?:載せ|含め|入れ|挿入|追加|貼|付け)"
    r"|(?:システムプロンプト|初期設定|隠された指示)を?[^。]{0,12}(?:表示|出力|公開|開示)"
    r"|今後は[^。]{0,30}(?:と答え|として振る舞|出力)"
)
_JAPANESE_SURE = re.compile(
    rf"{_AI}(?:へ(?!の)\s*[:：、]|に告ぐ|への(?:指示|命令|お願い|連絡)|の(?:皆さん|あなた)へ|向けの(?:指示|命令)[:：])"
    r"|あなたは(?:今|これ)から|あなたは(?:もう|もはや)|あなたの(?:新しい|本当の)(?:役割|任務|使命|目的)は"
    r"|(?:システム|管理者|開発者)(?:プロンプト|メッセージ|からの(?:指示|命令|通知)|モード)\s*[:：\]］】]"
    r"|(?:開発者|管理者|デバッグ)モードを?(?:有効|起動|開始)(?:にせよ|に(?:して|しろ)|化せよ|せよ)"
    r"|(?:新しい|本当の|真の|実際の|新たな)(?:指示|命令|システムプロンプト)(?:は|\s*[:：])|(?:指示|命令)は次の(?:通り|とおり)"
    r"|(?:要約|翻訳)(?:せず|しないで|するな|してはならない)[^。]{0,20}(?:代わり|次|以下|「)"
    r"|(?i:ignore all (?:previous|prior) (?:instructions|rules|prompts))"
    r"|(?i:\bignore(?:all|the|any)?(?:previous|prior|above|earlier)[a-z]*)"
    r"|(?:システム|AI(?:モデル)?(?:に対する|への)|モデルへの)(?:命令|指示)(?:である|です|だ)|(?:ここで|これより|ここから)[^。]{0,10}(?:指示|命令|プロンプト)(?:を|は|で)|(?:以下|次)(?:の(?:指示|命令))?に従え"
    r"|忽略[^。]{0,16}(?:指示|指令|提示|命令|规则|要求)|(?:无视|忘记)[^。]{0,16}(?:指示|指令|提示|命令|规则)"
    r"|(?:이전|위의|앞의)[^.]{0,12}(?:지시|명령|프롬프트)[^.]{0,12}무시"
)
_ABOUT = re.compile(
    r"injection|jailbreak|attack|adversar|malicious|exploit|インジェクション|攻撃|脱獄|悪意", re.I
)
_OPEN_QUOTES = "\"“「『'‘`"


def orders(text: str) -> Iterator[tuple[int, int]]:
    """Where they stand in a text. An example that an article about attacks quotes is left out."""
    found = [(m.start(), m.end()) for m in _NAMED.finditer(text)]
    found += [(m.start(), m.end()) for m in _JAPANESE_SURE.finditer(text)]
    for clause in _CLAUSE.finditer(text):
        most = clause.start() + LONGEST
        line = text.find("\n", clause.end(), most)
        end = line if line >= 0 else min(len(text), most)
        match = _ENGLISH.match(text, clause.start(), end)
        if match:
            found.append((match.start(), match.end()))
    for sentence in _SENTENCE.finditer(text):
        end = min(sentence.end(), sentence.start() + LONGEST)
        last = max(sentence.start(), sentence.end() - 12)
        if _ORDER_ENDS.search(text, last, sentence.end()) or _ORDER_INSIDE.search(
            text, sentence.start(), end
        ):
            found += [m.span() for m in [_JAPANESE.search(text, sentence.start(), end)] if m]
    return (span for span in sorted(found) if not _is_example(text, span[0]))


def _is_example(text: str, start: int) -> bool:
    quoted = text[start - 1 : start] if start else ""
    return (
        bool(quoted)
        and quoted in _OPEN_QUOTES
        and bool(_ABOUT.search(text, max(0, start - BEFORE), start))
    )
