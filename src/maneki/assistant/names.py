"""Whether a few words are the name of a person who writes. Pure.

There is no end of names, so this is a judgement by what is seldom anything else: a common given
name with one to three words behind it, initials, or the surname of an author whom people call by
it. Both lists are the commonest of the authors of ten thousand much read books and of world
literature, and of those only what is no ordinary word. A title that is somebody's name (Jane Eyre)
is told apart by being listed. Where this is wrong, the catalogue still finds the book: it looks
through titles and authors alike.
"""

from __future__ import annotations

import re

from maneki.assistant.wording import read

_GIVEN = frozenset(
    {
        "aaron", "abdulrazak", "abir", "abraham", "adam", "adrian", "agatha", "ai", "akira",
        "akwaeke", "alan", "alastair", "albert", "aldous", "alejandra", "alejo", "alex",
        "alexander", "alexandra", "alexandre", "alexis", "alfred", "ali", "alice", "alison",
        "alix", "allan", "allen", "amanda", "amin", "amitav", "amor", "amos", "amy", "ana",
        "anais", "andre", "andrea", "andrew", "andrzej", "andy", "angela", "angie", "anita",
        "ann", "anna", "anne", "anneliese", "annette", "annie", "anthony", "antoine", "anton",
        "arkady", "arthur", "arundhati", "astrid", "audre", "audrey", "ayn", "banana", "barbara",
        "beatrix", "becky", "bella", "ben", "benjamin", "bernard", "bernardine", "beth", "betty",
        "bill", "blake", "bob", "bonnie", "boris", "brad", "bram", "brandon", "brene", "bret",
        "brian", "brit", "bruce", "bryan", "byron", "cal", "carl", "carlos", "carmen", "carol",
        "caroline", "carson", "casey", "cassandra", "catherine", "cecelia", "celeste", "chaim",
        "charles", "charlie", "charlotte", "chelsea", "cheryl", "chimamanda", "china", "chinua",
        "chris", "christian", "christina", "christine", "christopher", "chuck", "cixin", "claire",
        "clare", "clarice", "clive", "colleen", "colm", "colson", "cormac", "cornelia", "craig",
        "curtis", "cynthia", "dale", "dan", "daniel", "danielle", "daphne", "dario", "dashiell",
        "dave", "david", "dean", "deborah", "dennis", "diana", "diane", "don", "donald", "donna",
        "doris", "dorothy", "doug", "douglas", "ed", "eddie", "edgar", "edith", "edmund",
        "edward", "edwidge", "edwin", "eiichiro", "eleanor", "elena", "elie", "elif", "elizabeth",
        "elle", "ellen", "elmore", "emil", "emile", "emily", "emma", "eric", "erica", "erich",
        "erik", "erin", "ernest", "esi", "esther", "eudora", "eugene", "evelyn", "ezra", "fiona",
        "flannery", "fonda", "frank", "franz", "fred", "frederick", "fredrik", "friedrich",
        "fyodor", "gabriel", "gabrielle", "gail", "garth", "gary", "gaston", "gayle", "gene",
        "geoffrey", "george", "georges", "gerald", "gillian", "gina", "glen", "glennon", "gloria",
        "graham", "grant", "greg", "gregory", "guillermo", "gustave", "guy", "hannah", "hans",
        "harlan", "harold", "harper", "harriet", "harry", "haruki", "haruo", "heather", "heidi",
        "helen", "helene", "henning", "henrik", "henry", "herman", "hermann", "hernan", "hilary",
        "hiro", "holly", "homer", "honore", "howard", "hugh", "hugo", "hunter", "iain", "ian",
        "ibi", "ibram", "ilona", "imbolo", "ingrid", "ira", "irene", "iris", "irvine", "isaac",
        "isabel", "isabella", "isaiah", "italo", "ivan", "jack", "jacob", "jacqueline", "jamaica",
        "james", "jamie", "jan", "jandy", "jane", "janet", "jared", "jasmine", "jason", "jasper",
        "javier", "jay", "jean", "jeanette", "jeff", "jeffrey", "jen", "jenna", "jennifer",
        "jenny", "jeremy", "jerome", "jesmyn", "jess", "jesse", "jessica", "jhumpa", "jill",
        "jim", "jk", "jo", "joan", "joanna", "joanne", "jodi", "joe", "joel", "johann", "johanna",
        "john", "jojo", "jon", "jonas", "jonathan", "jordan", "jorge", "jose", "joseph",
        "josephine", "joshua", "joyce", "jrr", "juan", "judith", "judy", "jules", "julia",
        "julian", "julie", "julio", "jun", "junji", "junot", "justin", "kahlil", "karen", "karin",
        "karl", "kate", "katherine", "kathleen", "kathryn", "kathy", "katie", "kazuo", "keigo",
        "keith", "kelly", "ken", "kendare", "kenneth", "kenzaburo", "kerri", "kevin", "khaled",
        "kiley", "kim", "kimberly", "kiran", "kobo", "kristen", "kristin", "kristina", "kurt",
        "kwame", "laini", "larry", "laura", "lauren", "laurie", "lawrence", "lee", "leigh",
        "lemony", "leo", "leonard", "leslie", "leslye", "lewis", "liane", "lily", "linda", "lisa",
        "liz", "lois", "louis", "louisa", "louise", "lucia", "lucinda", "lucy", "ludmilla",
        "luis", "madeleine", "madeline", "maggie", "malala", "malcolm", "marc", "marcel",
        "margaret", "marguerite", "maria", "marie", "marilynne", "mario", "marissa", "marjane",
        "marjorie", "mark", "marlon", "martha", "martin", "mary", "masashi", "matt", "matthew",
        "maurice", "max", "maya", "megan", "melissa", "mercedes", "michael", "michel", "michelle",
        "mick", "mieko", "miguel", "mikhail", "milan", "miranda", "mo", "mohsin", "molly", "mona",
        "monica", "muriel", "nadine", "nagaru", "nalo", "nancy", "naoko", "naomi", "natalie",
        "nathan", "nathaniel", "neal", "ned", "neil", "nella", "nelson", "nicholas", "nick",
        "nicola", "nicole", "nikolai", "nina", "nnedi", "nora", "norman", "octavia", "olga",
        "oliver", "olivia", "omar", "ondjaki", "orhan", "orson", "osamu", "oscar", "ottessa",
        "pablo", "paolo", "park", "pat", "patricia", "patrick", "paul", "paula", "paulo", "pearl",
        "penelope", "percival", "peter", "phil", "philip", "philippa", "phyllis", "pierce",
        "pierre", "primo", "qiu", "quentin", "rachel", "raina", "rainbow", "rainer", "ralph",
        "ramez", "randall", "raven", "ray", "raymond", "rebecca", "rene", "renee", "rené", "rf",
        "rhys", "richard", "rick", "rita", "rj", "roald", "robert", "roberto", "robin", "roger",
        "rohinton", "roland", "ron", "ronald", "rosemary", "roshani", "roxane", "rudyard",
        "rumiko", "rupi", "russell", "ruta", "ruth", "ryu", "sabaa", "sally", "salman", "sam",
        "samantha", "samuel", "sandra", "sara", "sarah", "satoshi", "saul", "sayaka", "scott",
        "seanan", "sebastian", "sena", "shannon", "sharon", "shelby", "shirley", "shusaku",
        "sidney", "silvia", "simon", "simone", "sofia", "sophie", "sophocles", "stacy",
        "stanislaw", "stephanie", "stephen", "stephenie", "sterling", "steve", "steven", "stieg",
        "stuart", "sue", "susan", "susanna", "suzanna", "suzanne", "sylvia", "ta", "tad",
        "tahereh", "tamora", "tamsyn", "tana", "tara", "taylor", "ted", "terry", "theodora",
        "theodore", "thich", "thomas", "tim", "timothy", "tj", "tom", "tomi", "tommy", "toni",
        "tony", "tove", "tracy", "truman", "umberto", "upton", "ursula", "val", "vernor",
        "veronica", "victor", "victoria", "viet", "vikram", "vince", "vine", "virgil", "virginia",
        "vladimir", "voltaire", "wallace", "walt", "walter", "wendy", "wilkie", "will", "willa",
        "william", "winston", "wole", "yaa", "yann", "yasunari", "yoko", "yoon", "yoshihiro",
        "yu", "yukio", "yuval", "zadie", "zoe", "zora",
    }
)  # fmt: skip
_SURNAMES = frozenset(
    {
        "abercrombie", "achebe", "adeyemi", "adichie", "ahern", "albom", "alcott", "allende",
        "andersen", "angelou", "archer", "armentrout", "asimov", "atwood", "auel", "austen",
        "auster", "backman", "baldacci", "baldwin", "ballard", "balzac", "bardugo", "barthes",
        "beauvoir", "beckett", "bellow", "bolano", "borges", "bradbury", "bronte", "brontes",
        "brontë", "bryson", "bukowski", "bulgakov", "butcher", "calvino", "camus", "capote",
        "carrisi", "carver", "cervantes", "chabon", "chandler", "chekhov", "chesterton", "chiang",
        "christie", "clancy", "clavell", "coben", "coelho", "coetzee", "colfer", "collodi",
        "conrad", "cornwell", "cortazar", "crichton", "cusk", "dahl", "danielewski", "dante",
        "delillo", "dickens", "dickinson", "didion", "dostoevsky", "dostoyevsky", "dumas",
        "duras", "eco", "ellroy", "emezi", "erdrich", "erikson", "eugenides", "evaristo", "fante",
        "faulkner", "ferrante", "fitzgerald", "flaubert", "follett", "forster", "franzen",
        "gabaldon", "gaiman", "galbraith", "garcia", "gerritsen", "ginsberg", "gladwell",
        "goethe", "gogol", "golding", "goodkind", "grisham", "hamsun", "hawthorne", "heinlein",
        "heller", "hemingway", "herbert", "hesse", "higashino", "highsmith", "hobb", "hoover",
        "hosseini", "houellebecq", "huxley", "ibsen", "irving", "ishiguro", "jemisin", "joyce",
        "kafka", "kawabata", "kerouac", "kesey", "khaw", "king", "kingsolver", "kinsella",
        "kipling", "kishimoto", "knausgaard", "koontz", "krakauer", "kundera", "kureishi",
        "lahiri", "larsson", "lawhead", "leguin", "lessing", "lewis", "lispector", "lovecraft",
        "maas", "mahfouz", "mailer", "mandel", "mankell", "mantel", "marquez", "martel",
        "mccammon", "mccarthy", "mcewan", "mcmurtry", "melville", "michener", "mieville",
        "milton", "mishima", "miéville", "morrison", "moshfegh", "moyes", "munro", "murakami",
        "murdoch", "musil", "nabokov", "neruda", "nesbo", "nesbø", "niven", "novik", "oda",
        "ogawa", "okorafor", "ondaatje", "orwell", "palahniuk", "pamuk", "pasternak", "patchett",
        "paterson", "patterson", "pelecanos", "pessoa", "picoult", "plath", "poe", "pratchett",
        "proulx", "proust", "pushkin", "pynchon", "rankin", "remarque", "rilke", "riordan",
        "robicheaux", "rooney", "roth", "rothfuss", "rowling", "rushdie", "salinger", "sanderson",
        "saramago", "sartre", "sebald", "sedaris", "shakespeare", "shelley", "shirow",
        "silverstein", "simenon", "solzhenitsyn", "sontag", "soyinka", "spielman", "steinbeck",
        "stevenson", "stoker", "szymborska", "tagore", "tanizaki", "tartt", "tezuka", "thackeray",
        "thoreau", "tokarczuk", "tolkien", "tolstoy", "toriyama", "trollope", "turgenev", "twain",
        "updike", "verne", "vonnegut", "wallander", "waugh", "weir", "wilde", "williams",
        "wodehouse", "wolfe", "woolf", "yoshimoto", "zafon", "zafón", "zamyatin", "zelazny",
        "zola", "zusak",
    }
)  # fmt: skip
_NEVER_ALONE = frozenset(
    {"king", "lewis", "williams", "garcia", "joyce", "roth", "wilde", "milton"}
)
"""Surnames of authors that are too ordinary to stand for them."""

_JAPANESE = re.compile(
    "(?:村上|東野|太宰|夏目|川端|三島|谷崎|芥川|宮部|湊|吉本|小川|江國|伊坂|森見|京極|有川|米澤|辻村|宮沢|江戸川"
    "|綾辻|西尾|朝井|恩田|角田|桐野|池井戸|司馬|大江|安部|手塚|尾田|鳥山|浦沢|高橋|諫山)"
    "[\u3040-\u30ff\u4e00-\u9fff]{0,4}"
)
_PARTICLES = frozenset(
    {"de", "del", "della", "la", "le", "van", "von", "der", "den", "du", "al", "el", "bin", "ibn",
     "st", "saint", "mac", "mc", "o", "da", "di", "dos", "ter", "jr", "sr", "y"}
)  # fmt: skip
_NO_NAMES = frozenset(
    {
        "a", "about", "after", "all", "am", "an", "and", "any", "are", "as", "at", "be", "before",
        "best", "book", "books", "bot", "but", "by", "can", "club", "comes", "day", "dead", "do",
        "does", "dog", "down", "eyes", "father", "fire", "first", "for", "forest", "from",
        "garden", "girl", "girls", "go", "goes", "good", "great", "has", "have", "hello", "hey",
        "hi", "house", "how", "human", "i", "in", "into", "is", "island", "it", "its", "journey",
        "kid", "kids", "last", "life", "like", "little", "love", "man", "me", "men", "mother",
        "my", "new", "night", "no", "not", "novel", "novels", "of", "off", "ok", "old", "on",
        "one", "or", "our", "out", "over", "owner", "person", "please", "potter", "red", "rose",
        "sea", "section", "see", "series", "she", "shop", "short", "so", "some", "something",
        "son", "staff", "star", "store", "stories", "story", "stuff", "summer", "tale", "tales",
        "than", "thank", "thanks", "that", "the", "their", "them", "these", "they", "thing",
        "things", "this", "those", "time", "to", "tree", "up", "us", "volume", "war", "was", "we",
        "what", "when", "where", "which", "who", "why", "wife", "wild", "will", "winter", "with",
        "woman", "women", "world", "year", "years", "yes", "you", "your",
    }
)  # fmt: skip  # fmt: skip
_TITLES = frozenset(
    {
        "jane eyre", "anna karenina", "oliver twist", "david copperfield", "harry potter",
        "tom sawyer", "tom jones", "daisy jones", "daniel deronda", "silas marner", "peter pan",
        "robin hood", "ethan frome", "eleanor oliphant", "daisy miller", "moll flanders",
        "jonathan strange", "sherlock holmes", "percy jackson", "nancy drew", "mary poppins",
        "don quixote", "don juan", "adam bede", "nicholas nickleby", "barnaby rudge",
        "martin chuzzlewit", "edwin drood", "robinson crusoe", "billy budd", "frankenstein",
        "robert langdon", "jack reacher", "alex cross", "charlie bucket", "james bond",
        "hannah montana", "benjamin button", "dorian gray", "olive kitteridge", "evelyn hugo",
        "tom clancy s", "simon snow", "max havelaar", "emily of new moon", "henry v", "henry iv",
        "henry viii", "richard iii", "richard ii", "king lear", "julius caesar", "charlie brown",
        "alex rider", "artemis fowl", "george smiley", "nina balatka", "maisie dobbs",
    }
)  # fmt: skip
"""Titles and series that are somebody's name."""


def is_name(text: str) -> bool:
    """Whether a text is, as far as one can tell, the name of an author and nothing else."""
    words = read(text).words
    if not 1 <= len(words) <= 5 or " ".join(words) in _TITLES:
        return bool(words) and _is_japanese(words)
    if _is_japanese(words):
        return True
    if any(word in _NO_NAMES or not word.isalpha() for word in words):
        return False
    if len(words) == 1:
        return is_known_surname(words[0])
    if words[-1] in _SURNAMES:
        return len(words) == 2 or any(map(_is_first, words[:-1]))
    return any(map(_is_first, words[:-1])) and words[-1] not in _PARTICLES


def is_known_surname(word: str) -> bool:
    """Whether a word is enough to name an author: Murakami."""
    word = word.casefold()
    return word in _SURNAMES and word not in _NEVER_ALONE


def without_genitive(name: str) -> str:
    """A name without the s of possession, where the apostrophe was left out: stephen kings."""
    words = name.casefold().split()
    if not words or not words[-1].endswith("s") or words[-1] in _SURNAMES:
        return name
    is_one = words[-1][:-1] in _SURNAMES and (len(words) > 1 or is_known_surname(words[-1][:-1]))
    return name[:-1] if is_one else name


def _is_first(word: str) -> bool:
    return word in _GIVEN or (len(word) == 1 and word.isascii() and word not in "aio")


def _is_japanese(words: list[str]) -> bool:
    return len(words) <= 2 and _JAPANESE.fullmatch("".join(words)) is not None


def is_given_name(word: str) -> bool:
    """Whether a word is a common given name: Sally."""
    return word.casefold() in _GIVEN


def is_titled_so(name: str) -> bool:
    """Whether a name is that of a book or a series: Jane Eyre."""
    return " ".join(read(name).words) in _TITLES
