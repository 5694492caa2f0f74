"""Names for invented people: surnames nobody could mistake for real ones.

First names and patronymics are ordinary; the surname says "invented" in plain Ukrainian (Вигадько,
"one thought up"; Небувайло, "never was"). Every name comes with its Latin form by the rules of the
Cabinet of Ministers of Ukraine (resolution 55 of 27 January 2010).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from imena.kinship.pedigree import Sex
from imena.naming.transliterate import transliterated

#: Surnames: of men, of women.
SURNAMES = (
    ("Вигадько", "Вигадько"),
    ("Небувайло", "Небувайло"),
    ("Казковий", "Казкова"),
    ("Дивосвіт", "Дивосвіт"),
    ("Вимисленко", "Вимисленко"),
    ("Уявленко", "Уявленко"),
    ("Уявний", "Уявна"),
    ("Баєчний", "Баєчна"),
    ("Оповідайло", "Оповідайло"),
    ("Химерник", "Химерник"),
    ("Казкаренко", "Казкаренко"),
    ("Байченко-Вигаданий", "Байченко-Вигадана"),
    ("Мрієслав", "Мрієслав"),
    ("Вигаданенко", "Вигаданенко"),
    ("Небиличенко", "Небиличенко"),
    ("Легендовський", "Легендовська"),
    ("Притчевий", "Притчева"),
    ("Небилиця", "Небилиця"),
    ("Чарокрай", "Чарокрай"),
    ("Міфоленко", "Міфоленко"),
    ("Фантазюк", "Фантазюк"),
    ("Сновиденко", "Сновиденко"),
    ("Тридев’ятий", "Тридев’ята"),
    ("Зразкович", "Зразкович"),
    ("Словотворець", "Словотворець"),
    ("Вигаданчук", "Вигаданчук"),
    ("Прикладенко", "Прикладенко"),
    ("Зразковий", "Зразкова"),
    ("Скажімо", "Скажімо"),
    ("Припустимо", "Припустимо"),
    ("Місячносяйний", "Місячносяйна"),
    ("Хмаролов", "Хмаролов"),
    ("Вітрогонченко", "Вітрогонченко"),
    ("Зорепадюк", "Зорепадюк"),
    ("Райдужник", "Райдужник"),
    ("Тінеслов", "Тінеслов"),
    ("Папероджук", "Папероджук"),
    ("Чорнилюк", "Чорнилюк"),
    ("Літероставець", "Літероставець"),
    ("Сторінчук", "Сторінчук"),
)

#: First names of men, with the patronymics their sons and daughters bear.
MEN = (
    ("Іван", "Іванович", "Іванівна"),
    ("Петро", "Петрович", "Петрівна"),
    ("Микола", "Миколайович", "Миколаївна"),
    ("Олександр", "Олександрович", "Олександрівна"),
    ("Андрій", "Андрійович", "Андріївна"),
    ("Сергій", "Сергійович", "Сергіївна"),
    ("Василь", "Васильович", "Василівна"),
    ("Юрій", "Юрійович", "Юріївна"),
    ("Тарас", "Тарасович", "Тарасівна"),
    ("Богдан", "Богданович", "Богданівна"),
    ("Григорій", "Григорович", "Григорівна"),
    ("Дмитро", "Дмитрович", "Дмитрівна"),
    ("Віктор", "Вікторович", "Вікторівна"),
    ("Павло", "Павлович", "Павлівна"),
    ("Максим", "Максимович", "Максимівна"),
    ("Роман", "Романович", "Романівна"),
    ("Ігор", "Ігорович", "Ігорівна"),
    ("Олег", "Олегович", "Олегівна"),
    ("Степан", "Степанович", "Степанівна"),
    ("Євген", "Євгенович", "Євгенівна"),
    ("Анатолій", "Анатолійович", "Анатоліївна"),
    ("Артем", "Артемович", "Артемівна"),
    ("Назар", "Назарович", "Назарівна"),
    ("Ярослав", "Ярославович", "Ярославівна"),
)

#: First names of women.
WOMEN = (
    *("Оксана", "Марія", "Ганна", "Олена", "Наталія", "Ірина", "Тетяна", "Людмила"),
    *("Катерина", "Світлана", "Галина", "Надія", "Любов", "Віра", "Юлія", "Ольга"),
    *("Соломія", "Дарина", "Валентина", "Ніна", "Лідія", "Христина", "Зоя", "Євгенія"),
)


@dataclass(frozen=True, slots=True)
class InventedName:
    """A full name, Ukrainian and Latin, and what children take over from it."""

    surname: int
    first: str
    patronymic: str

    def ukrainian(self, sex: Sex) -> str:
        """Surname, first name, patronymic."""
        surname = SURNAMES[self.surname][1 if sex is Sex.FEMALE else 0]
        return f"{surname} {self.first} {self.patronymic}"

    def latin(self, sex: Sex) -> str:
        """The Ukrainian form, transliterated."""
        return transliterated(self.ukrainian(sex))


def invent_name(
    sex: Sex, surname: int, father: InventedName | None, rng: np.random.Generator
) -> InventedName:
    """A name for somebody of this family; the patronymic is the father's where he is known."""
    patronymics = {man: (son, daughter) for man, son, daughter in MEN}
    fathers_name = father.first if father else MEN[rng.integers(len(MEN))][0]
    son, daughter = patronymics[fathers_name]
    if sex is Sex.FEMALE:
        return InventedName(surname, WOMEN[rng.integers(len(WOMEN))], daughter)
    return InventedName(surname, MEN[rng.integers(len(MEN))][0], son)
