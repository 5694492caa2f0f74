"""Every problem a file can have, by code: what is said of it and what helps."""

from __future__ import annotations

from dataclasses import dataclass

from imena.language import message


@dataclass(frozen=True, slots=True)
class Finding:
    """What is said of one kind of problem, and the remedy; both with ``{values}`` to fill in."""

    message: str
    remedy: str


FINDINGS: dict[str, Finding] = {
    # the file itself
    "file-missing": Finding(message("there is no such file or folder"), message("check the path")),
    "file-unreadable": Finding(
        message("the file cannot be opened ({reason})"),
        message("check that it is a plain file and that you may read it"),
    ),
    "file-too-large": Finding(
        message("the file has {megabytes} MB; files up to {limit} MB are read"),
        message("raise the limit with --largest-file, or divide the case"),
    ),
    "file-empty": Finding(
        message("the file is empty"), message("write the case again from its source")
    ),
    "file-encoding": Finding(
        message("the text is not UTF-8; it looks like {encoding}"),
        message("save the file as UTF-8 (in a spreadsheet: “CSV UTF-8”)"),
    ),
    "file-nul": Finding(
        message("the file holds a NUL byte, which text never does"),
        message("write the file again from its source; this copy is damaged"),
    ),
    # JSON
    "json-syntax": Finding(
        message("this is not JSON from here on ({reason})"),
        message("look at this place and just before it: a comma, quote or bracket"),
    ),
    "json-deep": Finding(
        message("lists and objects are nested more than {limit} deep"),
        message("write the case again from its source; this copy is damaged"),
    ),
    "json-key-twice": Finding(
        message("the name “{key}” stands twice in one object"),
        message("keep one of the two, or give the second a name of its own"),
    ),
    "json-not-finite": Finding(
        message("{value} is not a number that can be used"),
        message("write a finite number, or null where nothing is known"),
    ),
    "json-text": Finding(
        message("the text holds a character that is not one"),
        message("write this text again; it is damaged"),
    ),
    # fields
    "field-missing": Finding(message("the field “{field}” is missing"), message("add it")),
    "field-type": Finding(
        message("{expected} is expected here, and there is {found}"),
        message("write it as the description of the format says"),
    ),
    "field-spelling": Finding(
        message("“{field}” is not a field of the format; “{known}” is"),
        message("write “{known}”"),
    ),
    "field-unknown": Finding(
        message("“{field}” means nothing here; fields are: {known}"),
        message("correct its name, or take it out"),
    ),
    "id-form": Finding(
        message("“{value}” cannot be an id or a name of a marker or allele"),
        message("write visible text without blanks at its ends; “?” means unknown"),
    ),
    "number-range": Finding(
        message("{value} lies outside what is possible: {low} to {high}"),
        message("write a number in this range"),
    ),
    "number-range-open": Finding(
        message("{value} lies outside what is possible: {low} to less than {high}"),
        message("write a number in this range"),
    ),
    "form-other": Finding(
        message("this is a file of another kind: {found}, not {expected}"),
        message("give it to “imena {command}”"),
    ),
    "form-unknown": Finding(
        message("the format “{format}” is not known here"),
        message("write “{expected}”, or leave the field out"),
    ),
    "version-newer": Finding(
        message("the file says version {version}; versions up to {known} are read"),
        message("use a newer Imena, or write the file in version {known}"),
    ),
    # markers
    "markers-none": Finding(
        message("there is not one marker"), message("add the markers with their frequencies")
    ),
    "marker-twice": Finding(
        message("the marker {marker} stands twice"), message("keep one of the two")
    ),
    "alleles-none": Finding(
        message("the marker {marker} has no alleles"), message("list its alleles")
    ),
    "allele-twice": Finding(
        message("the allele {allele} stands twice at {marker}"),
        message("keep one, with the frequency of both together"),
    ),
    "frequencies-length": Finding(
        message("{marker} has {frequencies} frequencies for {alleles} alleles"),
        message("give each allele one frequency"),
    ),
    "frequency-negative": Finding(
        message("the frequency of allele {allele} at {marker} is negative: {value}"),
        message("correct it; a frequency lies between 0 and 1"),
    ),
    "frequency-sum": Finding(
        message("the frequencies of {marker} sum to {sum}, not to 1"),
        message("complete the table, or count the rest as one more allele"),
    ),
    "silent-twice": Finding(
        message("{marker} has both an allele named “silent” and a silentFrequency"),
        message("keep one of the two; they say the same"),
    ),
    # mutation
    "mutation-model": Finding(
        message("“{model}” is not a mutation model"), message("choose one of: {known}")
    ),
    "mutation-matrix-needed": Finding(
        message("the model “{model}” is nothing without its matrices"),
        message("give matrixFemale and matrixMale"),
    ),
    "mutation-one-matrix": Finding(
        message("there is only one of the two mutation matrices"),
        message("give both matrixFemale and matrixMale, or neither"),
    ),
    "mutation-parameters": Finding(
        message("the mutation of {marker} cannot be made so ({reason})"),
        message("correct the parameters, or give the matrices themselves"),
    ),
    "matrix-size": Finding(
        message("the matrix does not fit the {alleles} alleles of {marker}"),
        message("give {alleles} rows of {alleles} numbers, in the order of the alleles"),
    ),
    "matrix-entry": Finding(
        message("row {row} of the matrix has a negative number"),
        message("correct it; these are probabilities"),
    ),
    "matrix-row": Finding(
        message("row {row} of the matrix sums to {sum}, not to 1"),
        message("correct it: the parent passes on one of the alleles"),
    ),
    "allele-matrix": Finding(
        message("{marker}: allele {allele} cannot be added, its mutation matrix has no such row"),
        message("add the allele to the table and to the matrices by hand"),
    ),
    # families and people
    "families-none": Finding(
        message("there is not one family"), message("add the families of the missing people")
    ),
    "missing-none": Finding(
        message("no family has a missing person"),
        message("name the missing people in “missing” of their families"),
    ),
    "bodies-none": Finding(
        message("there is not one body"), message("add the profiles of the remains")
    ),
    "family-twice": Finding(
        message("the family {family} stands twice"),
        message("give one of them another id, or join them"),
    ),
    "person-twice": Finding(
        message("the id {person} stands twice in the family {family}"),
        message("keep one, or give one of these people another id"),
    ),
    "body-twice": Finding(
        message("the id {body} stands twice among the bodies"),
        message("give each sample an id of its own, also samples of one body"),
    ),
    "missing-twice": Finding(
        message("{person} is named twice among the missing, also in the family {other}"),
        message("ids of missing people must differ in the whole case: rename one"),
    ),
    "missing-stranger": Finding(
        message("the missing {person} is not a member of the family {family}"),
        message("add this person to the members, with parents where they are known"),
    ),
    "missing-typed": Finding(
        message("{person} is recorded as missing and has a DNA profile of a relative"),
        message("put a profile from belongings among the bodies, or correct the record"),
    ),
    "typed-stranger": Finding(
        message("{person} has a profile and is not a member of the family {family}"),
        message("add this person to the members, or correct the id"),
    ),
    "member-unknown": Finding(
        message("{person} is not a member of the family {family}"), message("correct the id")
    ),
    "sex-code": Finding(
        message("“{value}” is not a code for sex"),
        message("write M for male, F for female, U for unknown"),
    ),
    "parent-stranger": Finding(
        message("the {role} {parent} of {person} is not among the people"),
        message("add {parent}, or write null where this parent is not known"),
    ),
    "parent-sex": Finding(
        message("{parent} is the {role} of {person} and is recorded {recorded}"),
        message("correct the sex of {parent}, or who is whose parent"),
    ),
    "parent-roles": Finding(
        message("{parent} is recorded as a father and as a mother"),
        message("correct who is whose parent, and write the sex of {parent}"),
    ),
    "parent-same": Finding(
        message("{parent} is recorded as both parents of {person}"),
        message("write null for the parent who is not known"),
    ),
    "own-ancestor": Finding(
        message("{person} is recorded among their own ancestors: {line}"),
        message("correct who is whose parent along this line"),
    ),
    "inbreeding-not-founder": Finding(
        message("{person} has parents here, so no founder inbreeding can be stated"),
        message("state it for founders; for others it follows from the pedigree"),
    ),
    # profiles
    "marker-unknown": Finding(
        message("the marker {marker} is not among the markers; profiles with it: {profiles}"),
        message("add it with its frequencies, or leave it out of the profiles"),
    ),
    "allele-unlisted": Finding(
        message("allele {allele} at {marker} is not in the table; profiles with it: {profiles}"),
        message(
            "if it was read rightly, use --unlisted-alleles minimum (5/2N, with --sample-size N) "
            "or --unlisted-alleles add (with --minimum-frequency)"
        ),
    ),
    "allele-comma": Finding(
        message("allele {allele} at {marker} is written with a comma"),
        message("write {written}"),
    ),
    "alleles-one": Finding(
        message("{marker} has one allele where two are written"),
        message("write it twice if both are the same; if one is unknown, write null (in CSV: ?)"),
    ),
    "alleles-three": Finding(
        message("{marker} has {n} alleles; a person has two"),
        message("look at the reading again: a mixture, or a stutter taken for an allele"),
    ),
    "allele-silent": Finding(
        message("the silent allele of {marker} is given as one that was read"),
        message("write the allele that was seen twice; a silent one is never seen"),
    ),
    "man-two-x": Finding(
        message("{person} is a man and has two different alleles at {marker} on the X"),
        message("look at the reading and the recorded sex again; one allele is written twice"),
    ),
    # the case as a whole
    "theta-inbreeding": Finding(
        message("theta and founder inbreeding stand in one case; together they are not computed"),
        message("set theta to 0, or leave the founder inbreeding out"),
    ),
    "linkage-theta": Finding(
        message("linked markers and theta stand in one case; together they are not computed"),
        message("leave one of the linked markers out, or set theta to 0"),
    ),
    "linkage-inbreeding": Finding(
        message("linked markers and founder inbreeding stand together; that is not computed"),
        message("leave one of the linked markers out, or draw the inbreeding as a pedigree"),
    ),
    "linkage-marker": Finding(
        message("the linked marker {marker} is not among the markers"),
        message("correct its name"),
    ),
    "linkage-itself": Finding(
        message("{marker} is linked with itself"), message("name two different markers")
    ),
    "linkage-branch": Finding(
        message("{marker} has more than two linked neighbours; linked markers form a chain"),
        message("keep the nearest neighbour on each side"),
    ),
    "linkage-circle": Finding(
        message("{marker} and {other} are joined already by the pairs before"),
        message("take this pair out; linked markers form a chain"),
    ),
    "linkage-chromosomes": Finding(
        message("{marker} and {other} are linked and lie on different chromosomes"),
        message("correct the pair or the chromosomes"),
    ),
    "body-unknown": Finding(
        message("there is no body {body}"), message("correct the id, or add the body")
    ),
    "missing-unknown": Finding(
        message("nobody named {missing} is missing"),
        message("correct the id, or name this person among the missing of the family"),
    ),
    "pair-sexes": Finding(
        message("{body} and {missing} are recorded with different sex"),
        message("take this pair out, or correct the sex; write U where it is not certain"),
    ),
    "evidence-barred": Finding(
        message("the pairings do not allow {body} to be {missing}"),
        message("take this row out, or allow the pair"),
    ),
    "pair-twice": Finding(
        message("{body} and {missing} stand twice"),
        message("keep one row; independent evidence adds up to one log10_lr"),
    ),
    # the folder form
    "folder-file": Finding(
        message("the folder has no {missing}"),
        message("a case as a folder has markers.json, members.csv, profiles.csv and pm.csv"),
    ),
    "folder-stranger": Finding(
        message("{id} is described here and stands in no table"),
        message("correct the id, or add the row to the table"),
    ),
    "folder-conflict": Finding(
        message("“{field}” of {id} belongs in the table {table}"),
        message("write it there and take it out here"),
    ),
    "csv-form": Finding(
        message("this is not CSV ({reason})"), message("save the table as CSV UTF-8")
    ),
    "csv-column": Finding(
        message("the column “{column}” is missing"),
        message("the first line names the columns: {columns}"),
    ),
    "csv-column-twice": Finding(
        message("two columns are named “{column}”"), message("rename one of them")
    ),
    "csv-ragged": Finding(
        message("the row has {cells} cells for {columns} columns"),
        message("add or take away a separator; a cell with one inside goes into quotes"),
    ),
    "csv-kind": Finding(
        message("“{value}” is not a kind of profile"),
        message("write am for a relative, pm for remains"),
    ),
    "csv-yes-no": Finding(
        message("“{value}” is neither yes nor no"),
        message("write yes or a number in order, or leave the cell empty for no"),
    ),
    "csv-number": Finding(
        message("“{value}” is not a number"), message("write a number such as 0.05")
    ),
    "profile-stranger": Finding(
        message("the profile of {id} belongs to nobody in {table}"),
        message("correct the id, or add the row to {table}"),
    ),
    "profile-row-twice": Finding(
        message("{id} has a second row for {marker}"),
        message("keep one; other samples of a body get ids of their own"),
    ),
    # the kinship form
    "cases-none": Finding(
        message("there is not one case"), message("add a case with its hypotheses")
    ),
    "case-twice": Finding(
        message("the case {case} stands twice"), message("give each case an id of its own")
    ),
    "hypotheses-none": Finding(
        message("there is not one hypothesis"), message("add at least one pedigree")
    ),
    "hypothesis-typed": Finding(
        message("{person} has a profile and does not stand in the hypothesis {hypothesis}"),
        message("every hypothesis names all typed people, unrelated ones as founders"),
    ),
    "hypothesis-unknown": Finding(
        message("there is no hypothesis {hypothesis}"), message("correct the name")
    ),
}
