"""Names as the languages of the world write them: in their cases, and in scripts without vowels or capitals."""

import pytest

from tests.domain.matching.made import matches


@pytest.mark.parametrize(
    ("language", "name", "body"),
    [
        ("am", "አዲስ አበባ", "ዛሬ በአዲስ አበባ ዝናብ ጣለ።"),
        ("az", "Bakı", "Dünən Bakıda keçirilən görüşdə prezident çıxış etdi."),
        ("az", "Əliyev", "Prezident Əliyevin çıxışı böyük maraq doğurdu."),
        ("bn", "ঢাকা", "আজ ঢাকায় বিক্ষোভ হয়েছে।"),
        ("bn", "শেখ হাসিনা", "আজ শেখ হাসিনার বিরুদ্ধে মামলা হয়েছে।"),
        ("cs", "Praha", "Včera v Praze se sešli ministři."),
        ("eu", "Bilbo", "Atzo Bilbon manifestazioa egin da."),
        ("fi", "Helsinki", "Helsingissä järjestettiin eilen mielenosoitus."),
        ("gu", "અમદાવાદ", "આજે અમદાવાદમાં વરસાદ પડ્યો."),
        ("hr", "Plenković", "Jučer je održan sastanak s Plenkovićem."),
        ("hu", "Budapest", "Budapesten tüntetést tartottak tegnap."),
        ("hu", "Prága", "Tegnap Prágában tüntetést tartottak."),
        ("hu", "Orbán", "A miniszter Orbánnal tárgyalt."),
        ("ka", "თბილისი", "დღეს თბილისში საპროტესტო აქცია გაიმართა."),
        ("kk", "Тоқаев", "Президент Тоқаевтың үндеуі жарияланды."),
        ("kn", "ಬೆಂಗಳೂರು", "ಇಂದು ಬೆಂಗಳೂರಿನಲ್ಲಿ ಭಾರಿ ಮಳೆ."),
        ("ku", "Hewlêr", "Îro li Hewlêrê baran bariya."),
        ("ky", "Бишкек", "Кечээ Бишкекте жаан жаады."),
        ("lv", "Rinkēvičs", "Prezidents tikās ar Rinkēviču."),
        ("ml", "തിരുവനന്തപുരം", "ഇന്ന് തിരുവനന്തപുരത്ത് മഴ."),
        ("mn", "Улаанбаатар", "Өчигдөр Улаанбаатарт жагсаал боллоо."),
        ("mr", "मुंबई", "आज मुंबईत मुसळधार पाऊस झाला."),
        ("mr", "मोदी", "काल मोदींनी सांगितले."),
        ("si", "කොළඹ", "අද කොළඹට වැසි ඇද හැලුණා."),
        ("sk", "Fico", "Stretnutie s Ficom bolo včera."),
        ("sl", "Golob", "Srečanje z Golobom je bilo včeraj."),
        ("sq", "Rama", "Dje takimi me Ramën u mbajt."),
        ("sr", "Вучић", "Јуче је састанак са Вучићем."),
        ("sw", "Nairobi", "Maandamano yalifanyika Nairobini jana."),
        ("te", "హైదరాబాద్", "ఈరోజు హైదరాబాద్‌లో వర్షం."),
        ("tr", "Ankara", "Dün Ankarada deprem oldu."),
        ("tt", "Казан", "Бүген Казанда яңгыр яуды."),
        ("uz", "Toshkent", "Bugun Toshkentdagi yangi metro bekati ochildi."),
    ],
)
def test_a_name_is_found_in_the_cases_of_its_language(language: str, name: str, body: str) -> None:
    assert matches(name, body, language=language)


@pytest.mark.parametrize(
    ("language", "name", "body"),
    [
        ("bn", "Dhaka", "আজ ঢাকায় বিক্ষোভ হয়েছে।"),
        ("hr", "Zelenskyy", "Jučer je sastanak sa Zelenskim završen."),
        ("ka", "Kyiv", "გუშინ კიევში მოხდა."),
        ("kk", "Zelenskyy", "Кеше Зеленскийдің мәлімдемесі."),
        ("mr", "Zelenskyy", "काल झेलेन्स्कींनी सांगितले."),
        ("te", "Hyderabad", "ఈరోజు హైదరాబాద్‌లో వర్షం."),
        ("uz", "Zaporizhzhia", "Kecha Zaporijjyada portlash yuz berdi."),
    ],
)
def test_a_name_of_another_language_is_found_in_them_too(language: str, name: str, body: str) -> None:
    assert matches(name, body, language=language)


@pytest.mark.parametrize(
    ("language", "name", "body"),
    [
        ("ar", "Erdogan", "أمس قال أردوغان ذلك في أنقرة"),
        ("bn", "Narendra Modi", "আজ নরেন্দ্র মোদির সঙ্গে বৈঠক।"),
        ("fa", "Trump", "ترامپ دیروز سخنرانی کرد"),
        ("fa", "Washington", "دیروز در واشنگتن باران آمد"),
        ("hi", "Kejriwal", "आज केजरीवाल ने कहा।"),
        ("hi", "Mumbai", "आज मुंबई में बारिश हुई है।"),
        ("hi", "Rahul Gandhi", "आज राहुल गांधी ने कहा।"),
        ("hi", "Trump", "आज ट्रंप ने कहा।"),
        ("ja", "Erdogan", "昨日、エルドアン大統領は交渉を続けると述べた。"),
        ("ja", "Putin", "昨日、プーチン大統領は交渉を続けると述べた。"),
        ("ko", "Trump", "트럼프 대통령이 어제 말했다."),
        ("ru", "Zelenskyy", "Вчера Зеленский заявил об этом."),
        ("ta", "Stalin", "இன்று ஸ்டாலின் கூறினார்."),
    ],
)
def test_a_name_that_everybody_writes_of_is_found_in_other_scripts(
    language: str, name: str, body: str
) -> None:
    assert matches(name, body, language=language)


@pytest.mark.parametrize(
    ("language", "name", "body"),
    [
        ("ar", "Furyk", "لعب الفريق جيدا أمس"),
        ("ar", "Salem", "نريد السلام والأمن سلام"),
        ("hi", "Lakin", "लेकिन यह सच है।"),
        ("hi", "Vegas", "देश का विकास हो रहा है।"),
        ("tr", "Ada", "Dün Adana'da deprem oldu."),
        ("uz", "Toshken", "Bugun Toshkentdagi yangi metro bekati ochildi."),
    ],
)
def test_a_word_that_only_sounds_like_a_name_is_none(language: str, name: str, body: str) -> None:
    assert not matches(name, body, language=language)
