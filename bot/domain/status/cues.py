"""The cues by which a text gives an issue a state word, language by language: tables, no rule.

A cue is a predicate ("was signed", "remains unresolved"), never a bare adjective. Patterns are verbose (white
space in them means nothing) and ignore case.
"""

from collections.abc import Mapping
from typing import Final

UNRESOLVED: Final = "unresolved"
NEGOTIATED: Final = "under negotiation"
AGREED: Final = "agreed"
SIGNED: Final = "signed"
REJECTED: Final = "rejected"
SUSPENDED: Final = "suspended"
ESCALATING: Final = "escalating"
RESOLVED: Final = "resolved"

STATES: Final = (UNRESOLVED, REJECTED, SUSPENDED, SIGNED, AGREED, RESOLVED, ESCALATING, NEGOTIATED)
"""All state words, the one that outranks the others in one sentence first."""

CUES: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        UNRESOLVED: r"""
            \bunresolved\b|\bunsettled\b|\bdead-?lock(?:ed)?\b|\bstalemate\b|\bstalled\b|\bimpasse\b|
            \b(?:not|never|n['’]t|yet\sto|nor)\s(?:\w+\s){0,3}?
                (?:signed?|agree[d]?|resolved?|settled?|decided?|concluded?|finali[sz]ed?)\b|
            \b(?:no|without(?:\sa|\san|\sany)?)\s(?:\w+\s){0,2}?
                (?:agreement|deal|breakthrough|resolution|solution|decision|progress)\b|
            \b(?:fail(?:s|ed|ing)?|unable)\sto\s(?:\w+\s)?(?:agree|reach|resolve|settle|sign|bridge)\b|
            \b(?:question|issue|matter|point|outcome|future|fate|status)s?\s(?:\w+\s){0,8}?
                (?:remain(?:s|ed)?|is|are|was|were|still|left)\s(?:\w+\s)?
                (?:open|undecided|uncertain|unclear|in\slimbo|outstanding)\b|
            \bremain(?:s|ed)?\s(?:the\s)?(?:most\sdifficult|a\ssticking|a\sstumbling)\b|
            \b(?:sticking|stumbling)\s(?:point|block)s?\b|
            \b(?:open|outstanding)\s(?:issue|point|question)s\b
        """,
        REJECTED: r"""
            \b(?:reject(?:s|ed)|turned\sdown|voted\sdown|veto(?:es|ed)|ruled\sout|rebuffed|spurned)\b|
            \brefus(?:es|ed)\sto\s(?:sign|agree|accept|recogni[sz]e|negotiate|approve|back)\b
        """,
        SUSPENDED: r"""
            \b(?:suspend(?:s|ed)|paus(?:es|ed)|halt(?:s|ed)|fr(?:oze|ozen)|shelved|called\soff|broke\soff|
            broken\soff)\b|\b(?:on\shold|put\soff|in\sabeyance)\b
        """,
        SIGNED: r"""
            \b(?:signed|inked|ratified|ratifies|signs\s(?:an?|the|its)\s(?:\w+\s){0,3}?(?:deal|agreement|treaty|pact|accord|law|bill|order|contract))\b
        """,
        AGREED: r"""
            \b(?:agreed|agrees)\b|\b(?:reach(?:es|ed)|struck|strike[s]?|clinch(?:es|ed)|
            secured)\s(?:\w+\s){0,4}?(?:deal|agreement|accord|compromise|consensus|truce|ceasefire|
            settlement)\b
        """,
        RESOLVED: r"""
            \b(?:resolved|is\sover|has\sended|came\sto\san\send|been\slifted)\b|
            \b(?:was|were|is|are|been)\s(?:\w+ly\s)?settled\b|
            \bsettled\s(?:the|their|its|a|his|her)\s(?:\w+\s){0,2}?(?:dispute|case|claim|lawsuit|row|matter)\b
        """,
        ESCALATING: r"""
            \b(?:escalat\w+|intensif\w+|worsen(?:s|ed|ing)|flar(?:es|ed|ing)\sup|spiral(?:s|led|ling))\b|
            \btensions\s(?:rise|rose|mount|grow|soar)\w*\b
        """,
        NEGOTIATED: r"""
            \b(?:talks|negotiations|discussions|consultations|dialogue)\s(?:\w+\s){0,3}?(?:continu\w+|resum\w+|
            under\s?way|ongoing|go\son|are\sheld|began|begin|started|opened|proceed\w*)\b|\b(?:ongoing|
            continuing|further|fresh|new)\s(?:\w+\s)?(?:talks|negotiations|discussions)\b|\b(?:negotiating|
            under\s(?:negotiation|discussion|consideration)|being\s(?:discussed|negotiated)|in\s(?:talks|
            discussions|negotiations))\b|\bcontinu\w+\s(?:to\s)?(?:talk|negotiat|discuss)\w*
        """,
    },
    "ru": {
        UNRESOLVED: r"""
            не\s(?:реш[её]н\w*|урегулирован\w*|подписа\w+|согласова\w+|договорил\w+)|нереш[её]нн\w+|
            остал?[её]?тся\sоткрыт\w+|зашл[аи]\sв\sтупик|не\sудалось\s(?:договориться|согласовать)
        """,
        REJECTED: r"""
            \b(?:отверг\w*|отклони\w+|отказал\w+|наложил\w*\sвето)
        """,
        SUSPENDED: r"""
            \b(?:приостанов\w+|заморо\w+|прерва\w+)
        """,
        SIGNED: r"""
            \b(?:подписал\w*|подписан[аоы]?|ратифицирова\w+)\b
        """,
        AGREED: r"""
            \b(?:договорил\w+|согласовал\w*|согласован[аоы]?|достиг\w+\s(?:соглашени|договор[её]нност)\w+)\b
        """,
        RESOLVED: r"""
            \b(?:урегулирован[аоы]?|реш[её]н[аоы]?|разреш[её]н[аоы]?)\b
        """,
        ESCALATING: r"""
            \b(?:эскалаци\w+|обостр\w+|нараста\w+)
        """,
        NEGOTIATED: r"""
            \b(?:переговоры|консультации)\s(?:\w+\s)?(?:продолжа\w+|идут|вед\w+|возобнов\w+)|\bобсужда(?:ют|
            ется|ются)\b|\bвед[уё]тс?я?\sпереговоры
        """,
    },
    "uk": {
        UNRESOLVED: r"""
            не\s(?:вирішен\w*|врегульован\w*|підписа\w+|узгоджен\w+|домовил\w+)|невирішен\w+|
            залишає?т?ься\sвідкрит\w+|зайшл[аи]\sв\sглухий\sкут|не\sвдалося\s(?:домовитися|узгодити)
        """,
        REJECTED: r"""
            \b(?:відкину\w+|відхили\w+|відмовил\w+)
        """,
        SUSPENDED: r"""
            \b(?:призупин\w+|заморо\w+|перерва(?:ли|но))
        """,
        SIGNED: r"""
            \b(?:підписал\w*|підписав|підписан[аоі]|ратифікува\w+|ратифіковано)\b
        """,
        AGREED: r"""
            \b(?:домовил\w+|узгодил\w+|узгоджен[аоі]|погодил\w+|досяг\w+\s(?:угод|домовленост)\w+)\b
        """,
        RESOLVED: r"""
            \b(?:врегульован[аоі]|вирішен[аоі])\b
        """,
        ESCALATING: r"""
            \b(?:ескалаці\w+|загостр\w+|нароста\w+)
        """,
        NEGOTIATED: r"""
            \b(?:переговори|консультації)\s(?:\w+\s)?(?:тривають|продовжу\w+|йдуть|ведуть\w*|відновил\w+)|
            \bобговорюю(?:ть|ться)\b|\bобговорюється\b
        """,
    },
    "de": {
        UNRESOLVED: r"""
            \b(?:ungelöst|ungeklärt|offen\s(?:geblieben|bleib\w+)|bleib(?:t|en)\s(?:\w+\s)?(?:offen|strittig|
            umstritten)|(?:nicht|noch\snicht|kein\w*)\s(?:\w+\s){0,2}?(?:unterzeichnet|gelöst|geeinigt|
            vereinbart|Einigung|Durchbruch|Lösung)|in\seiner\sSackgasse)\b
        """,
        REJECTED: r"""
            \b(?:abgelehnt|lehnt\w*\s(?:\w+\s){0,8}?ab|zurückgewiesen|verworfen)\b
        """,
        SUSPENDED: r"""
            \b(?:ausgesetzt|auf\sEis\sgelegt|unterbrochen|gestoppt)\b
        """,
        SIGNED: r"""
            \b(?:unterzeichnet\w*|unterschrieben|ratifiziert)\b
        """,
        AGREED: r"""
            \b(?:geeinigt|einigten\ssich|vereinbart|Einigung\serzielt)\b
        """,
        RESOLVED: r"""
            \b(?:gelöst|beigelegt)\b
        """,
        ESCALATING: r"""
            \b(?:eskalier\w+|verschärf\w+|spitz\w+\ssich\s(?:\w+\s)?zu)\b
        """,
        NEGOTIATED: r"""
            \b(?:Verhandlungen|Gespräche)\s(?:\w+\s){0,3}?(?:laufen|dauern\san|gehen\sweiter|fortgesetzt)\b|
            \bverhandel(?:t|n)\b
        """,
    },
    "fr": {
        UNRESOLVED: r"""
            \b(?:(?:non|pas(?:\sencore)?)\s(?:été\s)?(?:résolu\w*|signé\w*|réglé\w*|trouvé\sd['’]accord)|
            rest\w+\s(?:\w+\s)?(?:en\ssuspens|ouverte?s?|à\srégler)|dans\sl['’]impasse|sans\saccord)\b|
            \baucun\saccord\b
        """,
        REJECTED: r"""
            \b(?:(?:a|ont|été)\s(?:rejeté|refusé)\w*|rejette(?:nt)?|repoussé\w*)\b
        """,
        SUSPENDED: r"""
            \b(?:suspendu\w*|suspend(?:ent)?|gelé\w*|interrompu\w*)\b
        """,
        SIGNED: r"""
            \b(?:(?:a|ont|été)\s(?:signé|ratifié)\w*|signent)\b
        """,
        AGREED: r"""
            \b(?:accord\s(?:a\sété\s)?(?:trouvé|conclu)|se\ssont\s(?:mis\sd['’]accord|entendus)|conviennent|
            ont\sconvenu|sont\sconvenus|parvenu\w*\sà\sun\saccord)\b
        """,
        RESOLVED: r"""
            \b(?:résolu\w*|réglé\w*)\b
        """,
        ESCALATING: r"""
            \b(?:escalade|s['’]aggrav\w+|s['’]intensifi\w+)\b
        """,
        NEGOTIATED: r"""
            \b(?:négociations|pourparlers|discussions)\s(?:\w+\s){0,3}?(?:se\spoursuivent|continuent|en\scours|
            reprennent)\b|\ben\s(?:cours\sde\s)?négociation\b
        """,
    },
    "es": {
        UNRESOLVED: r"""
            \b(?:sin\s(?:resolver|acuerdo|firmar)|no\s(?:se\s)?(?:ha\w*\s)?(?:sido\s)?(?:resuelto|firmado|
            acordado|llegado\sa\sun\sacuerdo)|sigue\w*\s(?:abiert|pendient)\w+|pendientes?\sde\sresolver|
            estancad\w+)\b
        """,
        REJECTED: r"""
            \b(?:rechaz(?:ó|a|an|aron|ado|ada)|descart(?:ó|aron))\b
        """,
        SUSPENDED: r"""
            \b(?:suspend(?:ió|ieron|ido|ida|e)|congel(?:ó|ado|ada)|paraliz(?:ó|ado|ada))\b
        """,
        SIGNED: r"""
            \b(?:firm(?:ó|aron|ado|ada|an)|ratific(?:ó|aron|ado))\b
        """,
        AGREED: r"""
            \b(?:acord(?:ó|aron|ado)|llegaron\sa\sun\sacuerdo|alcanz(?:ó|aron|ado)\sun\sacuerdo|pactaron)\b
        """,
        RESOLVED: r"""
            \b(?:resuelto|resolvió|resolvieron)\b
        """,
        ESCALATING: r"""
            \b(?:escalada|se\s(?:agrava|intensifica|recrudece)\w*)\b
        """,
        NEGOTIATED: r"""
            \b(?:negociaciones|conversaciones|diálogo)\s(?:\w+\s){0,3}?(?:continúa\w*|siguen|prosiguen|
            en\scurso|reanuda\w*)\b|\bnegocian\b
        """,
    },
    "pl": {
        UNRESOLVED: r"""
            \b(?:nierozwiązan\w+|nierozstrzygnięt\w+|nie\s(?:został\w*\s)?(?:podpisan\w+|rozwiązan\w+|
            uzgodnion\w+|osiągnięto\sporozumienia)|pozostaj\w+\s(?:otwart|nierozwiązan)\w+|w\simpasie|
            bez\sporozumienia)\b
        """,
        REJECTED: r"""
            \b(?:odrzuci\w+|odrzucon\w+|odmówi\w+)\b
        """,
        SUSPENDED: r"""
            \b(?:zawiesi\w+|zawieszon\w+|wstrzyma\w+|zamrożon\w+)\b
        """,
        SIGNED: r"""
            \b(?:podpisa(?:ł|ła|li|ły|no)|podpisan[aey]|ratyfikowa\w+)\b
        """,
        AGREED: r"""
            \b(?:uzgodni(?:li|ł|ła|ono)|uzgodnion\w+|osiągnięto\sporozumienie|porozumieli\ssię)\b
        """,
        RESOLVED: r"""
            \b(?:rozwiązan[aoey]|zażegnan\w+)\b
        """,
        ESCALATING: r"""
            \b(?:eskal\w+|zaostrz\w+|nasila\w*)\b
        """,
        NEGOTIATED: r"""
            \b(?:rozmowy|negocjacje)\s(?:\w+\s){0,3}?(?:trwają|toczą\ssię|są\skontynuowane|wznowion\w+)\b|
            \bnegocjują\b
        """,
    },
}
"""Language -> state -> what says it. UNRESOLVED is made of the denials of the others."""

VOID: Final[Mapping[str, str]] = {
    "en": r"""
        \bde-?escalat\w+|\b(?:anti|counter)-?\w+|(?<!refused\s)(?<!refuses\s)\b(?:could|would|should|may|might|must|can|will|shall|to|
        if|unless|until|before|when|once|whether)\s(?:(?:also|soon|finally|yet|still|ever|now|not|he|she|it|
        they|the\s(?:deal|agreement|treaty))\s){0,2}(?:be\s|get\s|have\s(?:been\s)?|is\s|
        are\s)?(?:\w+ly\s)?(?:signed?|agreed?|reject(?:ed)?|suspend(?:ed)?|pause[d]?|halt(?:ed)?|resolved?|
        settled?|escalate[d]?|ratif\w+|approved?)\b|\b(?:not|never|n['’]t|nor|without|denie[sd]|
        far\sfrom)\s(?:\w+\s){0,2}?(?:reject\w*|suspend\w*|paus\w+|halt\w*|escalat\w+|negotiat\w+)\b|
        \b(?:previously|earlier|once|already-?)\s(?:signed|agreed|rejected|suspended|resolved)\b|
        \b(?:signed|agreed|rejected|suspended|resolved)\s(?:in|on|back\sin)\s(?:\w+\s)?(?:19|20)\d\d\b|
        \b(?:lift\w*|end(?:s|ed)?)\s(?:\w+\s){0,2}?(?:suspension|freeze)\b
    """,
}
"""Language -> what is blanked before any cue but UNRESOLVED is looked for: plans, conditions, the past."""
