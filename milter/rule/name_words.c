/*
 * name_words.c - words that stand in ordinary business text, and given names
 * and cities, which do too: a company that is called so is told from the word
 * by its spelling alone.
 */
#include "rule/names.h"

/* In bytewise order, a blank behind each. */
static const char common[] =
    "a able about above accept access account across act action active "
    "adam add address advance advantage after again against age agent "
    "agree aid aim air alan alert alex alice alive all allow alone "
    "along alpha also always amazing amber among amount amy ana anchor "
    "and andrew angel angle animal anna anne another answer anthony any "
    "anyone anything apart apex apple application approach april arc "
    "arch area arena arm around arrive arrow art as ascend ask aspect "
    "aspire assist at atlanta atlas atom attention august aurora austin "
    "author avenue average award aware away axis baby back balance ball "
    "band bank bar barbara base basic basis bay be beacon beam bear "
    "beat beauty because become bed before begin behind bell below ben "
    "bench benefit benjamin berlin best beta better between beyond big "
    "bill bird bit black blake block bloom blue board boat body bold "
    "bolt bond book boost border boston both bottom bound box brain "
    "branch brand brandon brave bread break breeze brian brick bridge "
    "bright bring broad brooks brother brown bubble buffer build "
    "builder building burst bus business busy but butter button buy "
    "buzz by cable cake call calm cambridge cameron camp can canvas "
    "capital car card care career carl carlos carol carry case cash "
    "cast castle catch cause cedar cell center central century certain "
    "chain chair chance change channel chapter charge charles charlotte "
    "chart chat check chelsea cherry chicago chief child choice choose "
    "chris christopher church circle city claim claire clark class "
    "clean clear clever click client climb clip clock close cloud "
    "clover club coach coast code coffee cold cole collect college "
    "color come comfort common community company compare compass "
    "complete concept condition connect connection consider contact "
    "contain content context continue control cool copper copy coral "
    "core corner correct cost could count country couple courage course "
    "court cover craft crane create creative credit crest cross crown "
    "crystal cube current curve custom customer cut cycle daily dallas "
    "dance daniel dark dash data date david dawn day deal dear december "
    "decide deep deliver delta demand denver depth design desk detail "
    "develop device diamond diana die digital direct direction discover "
    "discovery distance divide do dock doctor dog domain door dot "
    "double down dragon draw dream drive driver drop dry due during "
    "dust dylan dynamic each eagle early earn earth ease east easy echo "
    "eclipse edge edition education edward effect effort eight either "
    "element elevate eleven eli elite elizabeth else embark ember "
    "emerald emily emma empire empower enable end energy engage engine "
    "enjoy enough ensure enter enterprise entire entry envision epic "
    "equal era eric escape essence essential estate ethan eva evan even "
    "evening event ever every everything evolve exact example excel "
    "exchange expand expect experience expert explore express extra eye "
    "fabric face fact factor factory fair faith falcon fall family far "
    "farm fast father favor feature february feed feel felt few field "
    "fifth fig figure fill film final finance find fine finger finish "
    "fire firm first fish fit five fix flag flame flash fleet flex "
    "flight float floor florence flow flower fluid fly focus fold "
    "follow food foot for force forest forever forge form formula forth "
    "fortune forum forward found foundation founder four fox frame "
    "frank free freedom freight fresh friday friend from front fruit "
    "full fun function fund fusion future gain galaxy game gap garden "
    "gas gate gateway gather gem general genesis gentle george georgia "
    "get giant gift give glass global globe glow go goal gold golden "
    "good grace grade grain grand granite grant graph gravity gray "
    "great green grid grocery ground group grow growth guard guide gulf "
    "habit half hall hand handle hannah happen happy harbor hard "
    "harmony harper harry harvest have haven head health hear heart "
    "heat height helen hello help henry her here hero high highland "
    "hill him his history hit hive hold holiday home honest honey hope "
    "horizon horse host hot hotel hour house houston how however hub "
    "hudson human hundred hunt hunter ian ice icon idea ideal if image "
    "impact important improve in inch include index industry infinite "
    "influence inside insight inspire instant instead integrate intel "
    "interest into invest iron isabel island issue it item its jack "
    "jackson jacob jade james jane january jason jean jennifer jessica "
    "jet jim joan job joe john join jordan joseph joshua journey joy "
    "judge julia july jump june just karen kate katherine keen keep "
    "kelly kevin key kim kind king kit kitchen knight know known lab "
    "label labor lake lamp land lane language lara large laser last "
    "late later latitude launch laura lauren law lead leader leaf "
    "league learn least leave left legacy legal lemon leo less let "
    "letter level lewis liam liberty life lift light like lily lime "
    "lincoln linda line link lion liquid lisa list listen little live "
    "local lock logan logic london long look loop lotus loud louis love "
    "low loyal lucas luck lucky lucy lunar lunch machine madison madrid "
    "magic magnet main major make man manage manager many map maple "
    "marble march margin maria marine mark market martin mary mason "
    "mass master match material matrix matter matthew max may maya me "
    "mean measure media medical medium meet meeting melissa member "
    "memory men mention mercury merit mesa message metal meteor method "
    "metro mia michael michelle middle might mike milan mile milk mill "
    "mind mine mint minute mirror mission model modern moment momentum "
    "monday money month moon more morgan morning most mother motion "
    "mountain mouse move movement much music must my name nancy nathan "
    "nation national native natural nature near nest net network never "
    "new news next nexus nice nicholas nick nicole night nina nine no "
    "noah noble node nora north northern not note nothing notice nova "
    "november now number oak oasis ocean october of off offer office "
    "official often oil old olive oliver olivia omega on once one only "
    "open opera operate opportunity optimal option or oracle orange "
    "orbit orchard order organic origin original other our out outlook "
    "outside over owen owl own oxford pace pacific pack page paint pair "
    "palace palm panel paper paradigm paris park parker part partner "
    "party pass past patch path patricia patrick pattern paul pay peace "
    "peak pearl pen people pepper perfect perform period person peter "
    "phase philip phoenix phone photo pick picture piece pilot pine "
    "pioneer pipe pitch pixel place plain plan plane planet plant "
    "platform play player please plus point polar policy pond pool port "
    "portal porter portland position positive possible post power "
    "practice precise premier prepare present president press prestige "
    "price pride prime principle print prism private prize pro problem "
    "process produce product professional profile program progress "
    "project promise proof property prosper protect proud provide "
    "public pull pulse pure purple purpose push put quality quantum "
    "quarter queen quest question quick quiet quinn quote race rachel "
    "radar radiant radio radius rain raise range rapid rate raven ray "
    "reach read ready real reason rebecca rebel receive record red reed "
    "reflect region related relay release remain remember report "
    "request rest result return review rich richard ride ridge right "
    "riley ring rise river road robert robin rock rocket role roll rome "
    "roof room root rose ross round route royal ruby rule run rush ryan "
    "safe safety sage sail sale salt sam samantha same sample samuel "
    "sand sapphire sara sarah saturday save say scale scene school "
    "science scope score scott scout sea seal sean search season seat "
    "seattle sebastian second section secure security see seed seek "
    "seem select sell send senior sense september series serve service "
    "session set seven several shade shadow shape share sharp she shell "
    "shelter shield shift shine ship shop shore short should show side "
    "sierra sight sign signal silk silver simple since single sister "
    "site six size skill sky slack sleep slice slide slow small smart "
    "smooth snap snow so social society sofia soft solar solid solution "
    "solve some someone something song soon sophia sound source south "
    "southern space spark speak special spectrum speed sphere spirit "
    "splash spot spring sprint sprout square stable stack staff stage "
    "stand standard star start state station stay steel stellar step "
    "stephanie stephen steven still stone stop store storm story "
    "straight strategy stream street strength strike strong structure "
    "student studio study style subject success such sugar suite summer "
    "summit sun sunday sunrise support sure surface surge susan swift "
    "switch sydney symbol system table take talent talk tall tandem tap "
    "target task taylor team tech technology tell ten term test text "
    "than thank that the their them then theo theory there these they "
    "thing think third this thomas those though thought thousand thread "
    "three thrive through thunder thursday ticket tide tiger tim timber "
    "time tiny titan to today together toggle token tom tomorrow tone "
    "too tool top topic torch total touch tower town track trade "
    "tradition trail train transfer transform travel treat tree trend "
    "trial triangle tribe true trust truth try tuesday tune turn twelve "
    "twin two tyler type ultimate umbrella under unicorn union unique "
    "unit united unity universal universe until up upon urban us use "
    "user usual valley value vanguard vault vector velocity venture "
    "venue vera verdict verge very vessel via victor victoria vienna "
    "view villa village vine violet virginia virtue vision visit vista "
    "vital vivid voice volt volume voyage wait walk walker wall want "
    "warm was washington watch water wave way wayne we wealth weather "
    "web wednesday week weight welcome well wendy were west western "
    "what wheel when where whether which while white who whole why wide "
    "wild will william willow wilson win wind window wing winter wire "
    "wisdom wise wish with within without wolf woman wonder wood word "
    "work worker world worth would write wrong yard year yellow yes "
    "yesterday yet yield you young your zebra zen zenith zero zoe zone "
    "zoom ";

static size_t
word_start(size_t at)
{
	while (at > 0 && common[at - 1] != ' ')
		at--;
	return at;
}

bool
name_word_is_common(struct slice word)
{
	size_t from = 0, to = sizeof(common) - 1, start, len;
	struct slice rest;
	int order;

	while (from < to) {
		start = word_start(from + (to - from) / 2);
		rest = slice_make(common + start, sizeof(common) - 1 - start);
		len = slice_index(rest, ' ');
		order = slice_compare(word, slice_sub(rest, 0, len));
		if (order == 0)
			return true;
		if (order < 0)
			to = start;
		else
			from = start + len + 1;
	}
	return false;
}
