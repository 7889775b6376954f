"""Words that tell little about which event an article tells: function words and the everyday words of news.

Written by hand from general knowledge of each language, so that a word's weight needs no corpus and never
drifts. Contains no rule; languages without a table simply weigh their words by shape alone.
"""

from collections.abc import Mapping
from typing import Final

_FUNCTION: Final = {
    "en": """a about above across after again against ago all almost along already also although always am
    among an and another any anyone anything are aren't around as at away be became because become been
    before being below between both but by came can can't cannot come could couldn't did didn't do does
    doesn't doing don't done down during each either else enough etc even ever every everyone everything few
    for from further get gets getting go goes going got had hadn't has hasn't have haven't having he he's
    her here hers herself him himself his how however i i'm if in indeed instead into is isn't it it's its
    itself just let like likely made make many may maybe me might more most much must my myself near nearly
    neither never no nobody none nor not nothing now of off often on once one only onto or other others our
    ours out over own per perhaps put quite rather really same shall she she's should shouldn't since so
    some someone something sometimes soon still such take than that that's the their theirs them themselves
    then there there's therefore these they they're this those though through thus to together too took
    toward towards under until up upon us used using very via was wasn't we we're well were weren't what
    what's when where whether which while who whole whom whose why will with within without won't would
    wouldn't yet you your yours""",
    "ru": """а без более больше будем будет будут бы был была были было быть в вам вас ваш ведь весь во вот
    все всего всей всем всех всю вы где да даже для до его ее её ей ему если есть еще ещё же за здесь и из
    или им их к как какой когда который которая которое которые которого которой которых которым которую кто
    ли лишь между меня мне может можно мой мы на над надо нам нас наш не него нее неё нет ни ним них но ну о
    об однако он она они оно от очень перед по под после потом потому почти при про раз с сам себя со так
    также такая такие такой там те тем теперь то тогда того тоже той только том тот тут ты у уже хотя чего
    чем через что чтобы чье эта эти это этого этой этом этот эту я""",
    "uk": """а або адже але б без би був була були було бути в вам вас вже ви від він вона вони воно все всі
    всіх де для до є ж за з зі із і й його йому її їй їм їх інших коли які яка який яке яких якого якої яким
    яку к крім лише між мене мені ми може можна на навіть над нам нас наш не нею неї ні ним них ну о об ось
    один одна по під після при про саме свої своїх свою себе та так також такий там те тим то того той тому
    тут у усі хоча це цей цього ці цих цієї ця через чи чого що щоб щодо я як якщо""",
    "de": """ab aber alle allem allen aller alles als also am an ander andere anderen auch auf aus bei beim
    bereits bis bin da dabei dadurch dafür damit dann daran darauf das dass dazu dem den denn der deren des
    dessen die dies diese diesem diesen dieser dieses doch dort du durch ein eine einem einen einer eines
    einige er erst es etwa etwas euch für gegen gewesen hab habe haben hat hatte hatten hier hinter ich ihm
    ihn ihnen ihr ihre ihrem ihren ihrer im immer in ins ist ja jede jedem jeden jeder jedoch jetzt kann
    kein keine keinen können könnte machen man mehr mein mit muss nach nicht nichts noch nun nur ob oder
    ohne schon sehr sei sein seine seinem seinen seiner seit sich sie sind so soll sollte sondern sonst
    sowie über um und uns unter viel vom von vor war waren wäre was weg weil weiter welche wenn wer werden
    wie wieder wir wird wo wurde wurden würde zu zum zur zwar zwischen""",
    "fr": """a ai ainsi alors après au aucun aussi autre autres aux avait avant avec avoir c'est car ce cela
    celle celui ces cet cette ceux chaque chez comme comment contre d'un d'une dans de depuis des deux donc
    dont du elle elles en encore entre est et été être eu eux fait il ils je jusqu l'un la le les leur leurs
    lors lorsque lui mais même mes moins mon ne ni non nos notre nous on ont or ou où par parce pas pendant
    peu peut plus pour pourquoi qu qu'il quand que quel quelle qui quoi s'est sa sans se selon sera ses si
    son sont sous sur tant te tous tout toute toutes très trop tu un une va vers voir vos votre vous y""",
    "es": """a al algo alguna algunas alguno algunos ante antes aquel así aún aunque bajo bien cada casi como
    con contra cual cuando cuya cuyo de del desde donde dos durante e el él ella ellas ellos en entre era
    eran es esa esas ese eso esos esta está estaba están estas este esto estos fue fueron ha había hacia han
    hasta hay la las le les lo los luego más me mi mientras muy nada ni no nos nosotros nuestra o os otra
    otras otro otros para pero poco por porque pues que qué quien quienes se sea según ser si sí sido
    siempre sin sino sobre solo son su sus también tan tanto te tiene todas todo todos tras tu un una unas
    uno unos y ya yo""",
    "pl": """a aby albo ale ani bardzo bez bo by był była było były być bez będą będzie ci co coraz czy dla
    do gdy gdyż gdzie go i ich ile im inne innych iż ja jak jako je jednak jego jej jest jeszcze jeśli już
    ją każdy kiedy kto która które którego której który których którym którzy lub ma mają między mi mnie
    może można my na nad nam nas nawet nich nie niego nim niż no o od on ona one oni oraz po pod podczas
    poza przed przez przy raz są się sobie swoje swojej ta tak także tam te tego tej ten też to tu ty tych
    tylko tym u w we wszystkich wśród z za zaś ze że""",
    "pt": """a à ao aos aquela aquele as às assim até cada com como contra da das de dela dele deles depois
    desde do dos duas e é ela elas ele eles em enquanto entre era essa esse esta está estão este eu foi
    foram há isso isto já lhe mais mas me mesmo muito na não nas nem no nos nós num numa o os ou outra outro
    outros para pela pelas pelo pelos pode por porque qual quando que quem se segundo seja sem ser será seu
    seus sob sobre sua suas são também tem têm tinha todos um uma umas uns""",
    "it": """a ad ai al alla alle allo anche ancora avere c'è che chi ci come con contro cui da dai dal dalla
    dalle de degli dei del della delle dello di dopo dove due e è ed era erano essere fa fra gli ha hanno i
    il in io la le lei lo loro lui ma mentre mi ne negli nei nel nella nelle non o ogni per perché più poi
    prima può quale quando quanto quella quelle quelli quello questa queste questi questo qui se sei senza
    si sia siamo sono sta stato su sua sugli sui sul sulla suo suoi tra tutti tutto un una uno""",
}

_EVERYDAY: Final = {
    "en": """able accord according accused act action added address administration agency agreement ahead aim
    allow amid america american amount announce announced appear area article ask asked association attack
    attempt authority average back bad based began begin behind believe best better big bill billion board
    body bring brought business call called campaign car care carry case cause central centre center century
    chairman chance change charge chief child children citizen city claim clear close come comment committee
    common community company concern conference confirm congress consider continue control cost council
    country couple county course court current cut daily data date day deal death decade decide decision
    defense defence demand democratic department described despite develop development die died difference
    different difficult director district early economic economy education effort eight election eleven
    emergency end engineer ensure entire event evidence exact expect expected experience expert explain face
    fact fail failed fall family far fast father fear federal feel fellow fifth fight figure file final find
    fire firm first five focus follow following force foreign form former forward found four fourth free
    friday friend full fund future gave general give given global good government governor great group grow
    growing guard half hand happen hard head health hear heard held help high higher history hit hold home
    hope hospital host hour house hundred idea identify image immediately impact important include including
    increase independent industry information inside international interview investigate investigation issue
    job join judge july june key kill killed kind know known large last late later latest latter launch law
    lawmaker lawyer lead leader leading least leave led left legal less letter level life limit line list
    little live local long look lose loss lost lot low lower main major majority man manager march mark
    market matter mayor mean meanwhile measure media meet meeting member men message met middle military
    million minister minute mission moment monday money month monthly morning mother move movement name
    nation national nearby need network new news newspaper next night nine north northern note number offer
    office officer official open operation opportunity opposition order organization organisation outside
    page paid paper part party pass past pay people percent period person phone photo picture place plan
    play point police policy political politician population position possible post potential power prepare
    present president press pressure prevent previous previously price prime prison private problem process
    produce product program programme project property protect provide public published push question quick
    quickly rate reach read ready real reason receive recent recently record reduce region regional related
    release released remain report reported reporter request require research respond response rest result
    return reveal review right rise risk road role room round rule run sale saturday saw say saying says
    said scene school season seat second secretary section security see seek seen senate senator send senior
    sent series serious service session set seven several share short show side sign significant similar
    site situation six size small social son sort source south southern speak speaker special spend
    spokesman spokesperson spokeswoman staff stage stand start state statement states station stay step stop
    story street strong student study suggest sunday support sure system taken talk target team tell ten
    term test thank thing think third thousand threat three thursday time times today told tomorrow top
    total town trade try trying tuesday turn twice twitter two type united university update use value
    victim view visit voice vote voter wait want war warn warned watch water way wednesday week weekend went
    west western white win wing wish woman women word work worker working world worse worst write year
    yesterday young january february april august september october november december eastern east video
    click subscribe newsletter cookie cookies advertisement copyright reserved rights follow facebook email
    sign login account privacy terms contact website online associated reuters afp""",
    "ru": """американский больше большой вечер видео власть вместо во-первых возможный вопрос вообще вопросам
    время всегда вторник глава год года годов году город городе дело делать день дня документ должен должны
    дом другие других другой женщина журналист заместитель заявил заявила заявили заявление заявлении знать
    идет изменение именно информация история каждый компания компании конец которое край количество лет
    лидер лучше люди людей май март мест место месяц министр министерство минуты мнение много может москва
    мужчина назад например народ начал начала начало нашей неделя недавно несколько никто новость новости
    новый новая новые ноябрь область области один одна одним октябрь около организация отметил отметила
    отношение очередь первый первая период письмо пишет подчеркнул понедельник получил помощь порядок
    последний поэтому правительство президент представитель пресс-служба пресс-секретарь причина проблема
    проект просто пятница работа работы рассказал рассказала район районе регион результат решение роль
    российский российских россия россии рост руководитель рубль ряд сайт самый сегодня сентябрь ситуация
    слово словам случай смотреть снова сообщает сообщил сообщила сообщили сообщение состав специалист среда
    средство срок стал стала стало стали стать сторона страна страны суббота существует считает так-же текст
    тысяча тысяч уровень условие утро участие участник факт февраль фото хорошо хочет центр цель час часть
    человек четверг четыре число член шесть эксперт январь апрель июнь июль август декабрь два две три пять
    десять миллион млн млрд тыс руб""",
    "uk": """більше великий влада вівторок відбувається відомо володимир вчора глава голова грудень день дня
    два дві держава дуже життя жовтень завтра зазначив зазначила заява заявив заявила інформація квітень
    країна країни кінець лютий люди людей люд липень листопад мають місто місця місце місяць млн млрд новини
    новий один область області п'ять п'ятниця перший повідомив повідомила повідомляє повідомили понеділок
    президент проти процес раз район розповів розповів рік років році ранок рішення робота сайт серпень
    середа серед січень ситуація сказав слова словами сторона субота сьогодні тисяч тому травень три україна
    україни україні українських український уряд фото частина час червень четвер число вересень березень
    чотири""",
    "de": """abend angaben anfang april august bericht berichtet bild bisher chef dezember dienstag
    donnerstag drei eigenen einmal ende erste ersten euro februar fall fast firma foto frage frau freitag
    ganz geben gehen geht gibt gross groß große großen grund gut heute jahr jahre jahren januar juli juni
    kinder kommen kommt lage land laut leben lassen leute machen macht mai mann mal märz meisten mensch
    menschen millionen minister ministerium mittwoch monat monate montag morgen muss müssen nächsten neu
    neue neuen november oktober partei platz polizei präsident problem prozent regierung rund sagen sagt
    sagte samstag seite september sonntag sprecher staat stadt steht stehen stunden tag tage teil thema uhr
    unternehmen vergangenen viele vier weitere welt weniger wenig werde will woche wochen zahl zeit ziel
    zwei""",
    "fr": """ailleurs août an ancien année années ans aujourd'hui avril cas chef cinq cours début décembre
    demande dernier dernière dimanche dire directeur dit doit droit également enfant enfants état faire
    famille février femme fin fois font france français gouvernement grand grande groupe guerre heure heures
    histoire homme hommes hui information janvier jeudi jour journée jours juillet juin justice lieu lundi
    mai maire mardi mars mercredi millions ministre ministère mois moment monde mort nombre nouveau nouvelle
    novembre octobre parti partie pays peuvent personne personnes place point police politique pouvoir
    premier première prendre président presse problème procès projet prochain quatre question raison rapport
    reste rien samedi semaine septembre service seul situation société soir suite temps tête travail trois
    trouver vendredi vie ville vue""",
    "es": """abril además agosto ahora año años ayer buena bueno cambio caso centro cinco ciudad comunidad
    cosa cuatro dar debe decir derecho día días diciembre dice dijo dinero director domingo enero equipo
    españa estado estados ejemplo febrero fin forma fuerza general gente gobierno gran grande grupo guerra
    hace hacer historia hombre hora horas hoy información jefe jueves julio junio junto lado ley lugar lunes
    martes marzo mañana mayo mayor medio mejor menos mes meses miércoles millones ministerio ministro mismo
    momento muerte mujer mujeres mundo nacional noche noviembre nueva nuevo número octubre país países parte
    partido pasado persona personas plan poder policía política político presidente primer primera primero
    problema proceso programa proyecto próximo público puede pueden punto república sábado salir segunda
    segundo seis semana septiembre servicio siete sistema situación social sociedad tarde tema tercera
    tiempo toda trabajo tres última último vez vida viernes""",
    "pl": """czas czasie czerwiec dni dnia dwa dwie dzień dziś grudzień informacji jedna jeden kraju kraj
    kwiecień lat lata lipiec listopad ludzi luty maj marzec miasta miejsce miesiąc miliony mln minister nowy
    nowe obecnie około osoby osób pani pan pierwszy piątek podał poinformował poinformowała policja polska
    polski polsce poniedziałek pracy prezydent premier proc procent rok roku rozmowie rząd sierpień sobota
    sprawa sprawie sprawy stanów strony styczeń środa świata świat trzy tygodnia tysięcy tys wtorek wrzesień
    września wczoraj według wiele zdaniem został została zostali zostały zostało czwartek niedziela godz
    godzin października""",
    "pt": """abril agora agosto ainda ano anos apenas brasil caso cerca cidade cinco contou dezembro dia dias
    disse domingo empresa estado fevereiro fazer feira forma governo grande grupo hoje homem horas janeiro
    julho junho lei lugar março maio maior mês meses melhor mil milhões ministro momento mulher mundo
    nacional novembro novo nova outubro país parte partido pessoas polícia política presidente primeira
    primeiro problema processo projeto quarta quatro quinta sábado segunda segundo semana sempre setembro
    sexta situação tempo terça trabalho três vez vida""",
    "it": """agosto aprile anno anni caso casa città cosa cinque dicembre domenica detto dire dice donna euro
    fare fatto febbraio fine forza forte gennaio giorno giorni giovedì giugno governo grande gruppo guerra
    italia italiano legge luglio luogo lunedì maggio marzo martedì mercoledì mese mesi mila milioni ministro
    modo mondo morte nazionale novembre nuova nuovo oggi ora ore ottobre paese parte partito persone polizia
    politica presidente prima primo problema quattro sabato scorso secondo settembre settimana situazione
    solo stati strada tempo tre uomo ultimo venerdì vita volta""",
}

FUNCTION_WORDS: Final[frozenset[str]] = frozenset(w for table in _FUNCTION.values() for w in table.split())
"""Words of no weight, case-folded, in every language that has a table."""

EVERYDAY_WORDS: Final[Mapping[str, frozenset[str]]] = {k: frozenset(v.split()) for k, v in _EVERYDAY.items()}
"""Language -> words of little weight, case-folded and unstemmed."""
