"""What the sampling grid draws from: the plan of reports by language, and the lists of what a report can be."""

from dragoman.ontology import TYPE_MODES

SEED = 20261125
REPORTS = {"id": 560, "en": 540, **dict.fromkeys(["es", "fr", "pt", "de", "ru", "uk", "ar", "tr", "zh", "ms"], 75)}
# Types without modes, and those that stand as often without one, are drawn bare as well.
BARE = {"CONSULT", "REJECT"}

MODES = [
    (kind, mode)
    for kind, modes in TYPE_MODES.items()
    for mode in [*modes, *([""] if not modes or kind in BARE else [])]
]

REGIONS = [
    "Southeast Asia",
    "East Asia",
    "South Asia",
    "Central Asia and the Caucasus",
    "Middle East",
    "North Africa",
    "West and Central Africa",
    "East Africa and the Horn",
    "Southern Africa",
    "Western Europe",
    "Eastern Europe and the Balkans",
    "Russia and its neighbours",
    "North America",
    "Central America and the Caribbean",
    "South America",
    "Oceania and the Pacific",
]

DECADES = [(1990, 1999), (2000, 2009), (2010, 2019), (2020, 2025)]
OUTLETS = ["agency", "national", "local", "broadcast", "analysis"]
STATUSES = ["planned", "hypothetical", "alleged", "denied", "historical"]
ACTORS = [
    "heads of state and their spokesmen",
    "foreign or defence ministries",
    "army and rebels",
    "police and demonstrators",
    "courts, prosecutors and a politician on trial",
    "parliament, parties and candidates",
    "the UN or a regional body",
    "unions, students or farmers",
    "an ethnic or religious minority",
    "an NGO or a relief agency",
    "central government and a restive province",
    "two neighbours with a border quarrel",
    "armed groups and civilians",
    "a great power and a small state",
    "former leaders and exiles",
    "refugees and the states that host or expel them",
]

FORMS = [
    "active clauses",
    "passives",
    "nominalisations (the annexation of, the release of)",
    "embedded claims (said that, accused of)",
    "quotes that carry the act, some with no speaker in their own sentence",
    "participles and subordinate clauses",
]

POSITIONS = ["headline", "lead", "middle, after background", "last sentences", "inside a quote", "subordinate clause"]
TRAITS = [
    "pronouns and bare roles that refer back",
    "'both sides', 'the two leaders'",
    "two or three events in one sentence, twice",
    "one sentence of 40 words or more",
    "relative dates (two days after, last month, next week)",
    "dateline and agency credit",
    "figures of killed, injured, arrested or participants",
    "unnamed officials",
    "acronyms and institutions without their country",
    "an older event recalled as background",
]

CONTRASTS = [
    "one act told five ways: occurred, planned, denied, alleged, hypothetical",
    "actor and recipient swapped between two acts of the same verb",
    "the same act active, passive and nominal",
    "the same verb in politics and in sport, crime or business",
    "an act and its negation, its refusal and its reversal",
    "a statement that is an act beside neutral statements that are none",
]

QUIET = [
    "sport with war words",
    "ordinary crime and its trial",
    "a company suing, buying or boycotting another",
    "an accident",
    "weather and natural disaster with no state relief",
    "culture and entertainment with political-sounding words",
    "science and technology",
    "travel and food",
    "a columnist's or academic's analysis of politics with no act reported",
    "biography or obituary of an artist or athlete",
    "markets, prices and central-bank routine",
    "schools, health advice and local services",
    "parliamentary or election routine with no act that counts",
    "consumer protest in jest, fan quarrels, online arguments",
]

# The first draw took every mode alike and came out heavy in force (fifteen modes of ASSAULT, three of ACCUSE). From these
# cells on, acts of speech and everyday politics come as often as the press has them, at home more often than abroad.
REBALANCED_FROM = {"id": 337, "en": 337, "es": 76}

EVERYDAY = [
    ("ACCUSE", "disapprove"),
    ("ACCUSE", "disapprove"),
    ("ACCUSE", "disapprove"),
    ("ACCUSE", "allege"),
    ("ACCUSE", "investigate"),
    ("AGREE", ""),
    ("AGREE", ""),
    ("SUPPORT", ""),
    ("SUPPORT", ""),
    ("CONSULT", "visit"),
    ("CONSULT", ""),
    ("REQUEST", "change"),
    ("REQUEST", "yield"),
    ("REQUEST", "assist"),
    ("REJECT", ""),
    ("REJECT", "change"),
    ("REJECT", "yield"),
    ("CONCEDE", ""),
    ("COOPERATE", ""),
    ("AID", ""),
    ("THREATEN", "restrict"),
    ("THREATEN", "territory"),
    ("THREATEN", "relations"),
    ("THREATEN", "expel"),
    ("REQUEST", "meet"),
    ("SANCTION", "convict"),
    ("RETREAT", "resign"),
    ("SANCTION", ""),
]

HOME = {
    "id": "Southeast Asia",
    "ms": "Southeast Asia",
    "en": "North America",
    "es": "South America",
    "pt": "South America",
    "fr": "Western Europe",
    "de": "Western Europe",
    "ru": "Russia and its neighbours",
    "uk": "Russia and its neighbours",
    "ar": "Middle East",
    "tr": "Middle East",
    "zh": "East Asia",
}

POLITICS = [
    "a nominee, his accusers and the senators or members who question him",
    "party leaders and their rivals within the party",
    "government and opposition over a bill or budget",
    "prime minister, coalition partners and a minister under pressure to go",
    "president and courts",
    "mayors, governors and the central government",
    "candidates in an election campaign",
    "prosecutors, ministers and a leaked inquiry",
    "two governments in talks over trade, borders or a treaty",
    "activists, minorities and an authority",
    "foreign minister, ambassadors and a quarrel over words",
]

# The second grid: what a reader meets on a news site on any day. Longer reports in flat prose, in which one sentence of
# five or six holds an act and the others are the filler of political news; the first grid's were too easy to tell apart.
NEWS = {
    "en": 400,
    "id": 350,
    "fr": 38,
    **dict.fromkeys(["es", "pt", "de", "ru", "ar", "tr", "zh"], 13),
    "uk": 26,
    "ms": 26,
}

BEATS = [
    "a day in parliament: questions, a row, a vote put off",
    "a candidate's rally and what his rivals say of it",
    "a foreign minister's visit, with what was and was not said",
    "a spokesman's daily briefing",
    "a court hearing in a case against a politician or an activist",
    "police and a demonstration, small or large",
    "an inquiry into a minister, a party or an agency",
    "fighting on a front, told by both armies' briefings",
    "a bombing or shooting and what officials know so far",
    "talks on trade, tariffs, gas, fish or water",
    "refugees, a border and two governments",
    "sanctions: announced, weighed, evaded, answered",
    "a summit's eve: who comes, what is on the table",
    "a government crisis: partners, threats to leave, a resignation",
    "aid after a disaster, domestic and foreign",
    "a strike or union dispute with a ministry",
    "a law on speech, religion, schools or the internet and its critics",
    "a hostage, spy or prisoner case between two states",
    "elections: results, complaints, observers, congratulations",
    "a naval or air incident and the statements that follow",
    "a nomination and the questions raised about the nominee",
    "local officials, residents and a project or an eviction",
    "a peace process: monitors, breaches, a delayed meeting",
    "a human-rights report and the answers to it",
    "an explainer: how a conflict came to this, with dates of old acts",
    "a profile or interview of a politician, with old acts recalled",
]

STILL = [
    "a football, cricket, badminton or motor race report, quotes of the coach",
    "a transfer, an injury or a federation's ruling in sport",
    "a company's results, a merger, a product launch or lay-offs",
    "a road, rail, ship or air accident and the search for causes",
    "weather, floods or an earthquake with measurements and witnesses",
    "a science mission, a discovery or a study",
    "a film, a concert, a festival, an award or a celebrity's death",
    "a murder, robbery or fraud by ordinary people, and its trial",
    "health news: a vaccine trial, an outbreak's numbers, a hospital",
    "a museum, a temple, a zoo, a record attempt, an oddity",
    "a telecoms, software or internet-service story",
    "a poll, a census, a ranking or statistics office's figures",
    "an obituary of a scholar, artist, athlete or long-retired official with a life's stations",
    "a royal, religious or national holiday and how it was marked",
]

VOICES = {
    "agency copy": "agency",
    "the desk's adaptation of foreign agency copy: full names, titles, long attributions": "national",
    "public broadcaster's web page: short sentences": "broadcast",
    "volunteer-written news site: plain, thorough, sourced to other outlets": "national",
    "national daily": "national",
    "regional daily": "local",
}

# Reports written from the lists above came out easier than real news: acts stood there in plain verbs, once, with their
# doer beside them (type F1 .75 before training on any of them). These lists ask for what makes web news hard.
WEB_HALF = {"es", "fr", "pt", "de", "ru", "uk", "ar", "tr", "zh"}  # every second report from the first on
WEB_FROM = {"en": 126, "id": 126, "ms": 27, "fr": 14}
# From here on a tenth of the reports is quiet instead of three: quiet ones were learnt long ago.
DENSE_FROM = {"en": 326, "id": 326, "fr": 14}

WEB_HOME = {
    "en": ["North America", "North America", "Western Europe", "Oceania and the Pacific"],
    "id": ["Southeast Asia", "North America", "Western Europe"],
}

WEB_BEATS = [
    "a scandal round a politician, judge or official: allegations, denials, old incidents retold by several people",
    "a party conference: the leader under fire, rivals' speeches, delegates' votes",
    "the campaign trail: attack advertisements, endorsements, donors, gaffes",
    "a minister or official on television: quotes, a fact-check, replies",
    "a storm over a politician's words on social media",
    "a lawsuit, subpoena or inquiry against an administration",
    "an activist, victim or former prisoner interviewed at length, the case recalled",
    "a school, church, museum, company or sport body drawn into politics",
    "the anniversary or memorial of a massacre, war, coup or protest",
    "a row between a council, a region and the government over housing, transport or hospitals",
    "a foreign leader's profile, old crackdowns and quarrels recalled",
    "a diplomatic visit seen by correspondents: handshakes, snubs, side remarks",
    "a trial's day of testimony, the political crime retold",
    "an immigration family's case, the agency and the lawyers",
    "a leak, book or memoir with claims about those in power",
    "technology or energy firms before lawmakers and regulators",
    "an independence, autonomy or minority movement's week",
    "a trade dispute through the eyes of farmers or manufacturers",
]

WEB_TRAITS = [
    "acts named by idioms and headline verbs (slam, hit out at, snub, back, vow, axe; row, backlash, outcry)",
    "one act mentioned three or four times in the report, each time in other words, often by a noun only",
    "acts inside relative clauses, infinitives and participles, in sentences about something else",
    "first-person quotes that themselves commit the act (I condemn, we stand with, he should resign)",
    "long sentences with many names and asides",
    "what somebody refused, failed or declined to do",
    "conditional and future acts: would, could, pledged, is set to, is expected to",
    "vague doers: protesters, critics, allies, sources, the administration",
    "a reporter's opinionated or ironical wording",
    "old acts retold with dates",
]

WEB_VOICES = {
    "a tabloid's web page": "national",
    "a network's or news channel's web page": "broadcast",
    "a regional paper, local names and institutions": "local",
    "a broadsheet's feature": "analysis",
    "a live page or morning briefing on several subjects": "broadcast",
    "a political site: who said what about whom": "national",
    "the desk's close translation of an English feature, its sentence shapes kept": "national",
}
