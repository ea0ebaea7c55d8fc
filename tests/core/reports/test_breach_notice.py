"""The people to notify of a lost copy: each person once, with the data held on them."""

from __future__ import annotations

from datetime import date

from gridcounter.core.papers.form_model import Content, ItemRow, ItemTable, Words, texts_of
from gridcounter.core.reports.breach_notice import AffectedPerson, HeldData, affected, affected_model

SHOP = {
    "applicant.name": "样例面馆",
    "applicant.contact": "样李四",
    "applicant.phone": "10000000001",
    "applicant.id_number": "invented",
    "premises.address": "样例路1号",
    "agent.name": "样王五",
    "agent.phone": "10000000002",
}


def test_applicant_contact_and_agent_are_each_named_with_what_was_held_of_them() -> None:
    (shop, contact, agent) = affected([HeldData("N-1", SHOP, papers=True, files=False)])

    assert (shop.name, shop.kinds) == ("样例面馆", ("姓名或名称", "电话", "证件号码", "地址", "文书"))
    assert (contact.name, contact.phone) == ("样李四", "10000000001")
    assert contact.kinds == ("姓名或名称", "电话", "文书")
    assert (agent.name, agent.phone) == ("样王五", "10000000002")


#: Every field that may name a person, each with a person and a number of its own.
EVERYBODY = {
    "applicant.name": "样例纸箱厂",
    "applicant.phone": "10000000001",
    "applicant.id_number": "invented",
    "applicant.legal_representative": "样甲",
    "applicant.contact": "样乙",
    "applicant.address": "样例路2号",
    "premises.address": "样例路1号",
    "agent.name": "样丙",
    "agent.phone": "10000000002",
    "agent.id_number": "invented",
    "project.owner.name": "样例置业公司",
    "project.owner.phone": "10000000003",
    "project.owner.id_number": "invented",
    "project.owner.contact": "样丁",
    "project.builder.name": "样例安装公司",
    "project.builder.id_number": "invented",
    "project.builder.site_manager": "样戊",
    "project.builder.site_phone": "10000000004",
}


def test_each_of_the_eight_people_of_an_application_is_listed_with_the_own_number() -> None:
    found = affected([HeldData("N-1", EVERYBODY, papers=False, files=False)])

    assert [(one.name, one.phone, one.kinds[1:]) for one in found] == [
        ("样例纸箱厂", "10000000001", ("电话", "证件号码", "地址")),
        ("样甲", "10000000001", ("电话", "地址")),
        ("样乙", "10000000001", ("电话", "地址")),
        ("样丙", "10000000002", ("电话", "证件号码")),
        ("样例置业公司", "10000000003", ("电话", "证件号码")),
        ("样丁", "10000000003", ("电话",)),
        ("样例安装公司", "", ("证件号码",)),
        ("样戊", "10000000004", ("电话",)),
    ]


def test_the_list_has_a_line_for_each_with_name_telephone_data_and_numbers() -> None:
    people = affected([HeldData(number, EVERYBODY, papers=True, files=False) for number in ("N-1", "N-2")])
    model = affected_model(people, "测试大厅", "样值班", date(2026, 9, 21), date(2026, 9, 20), 0)

    (table,) = [block for block in model.blocks if isinstance(block, ItemTable)]
    rows = [[texts_of_cell(cell) for cell in row.cells] for row in table.rows if isinstance(row, ItemRow)]
    assert model.subtitle == "共 8 人（户）"
    assert [row[0] for row in rows] == [[person.name] for person in people]
    assert rows[6] == [["样例安装公司"], ["没有登记"], ["证件号码、文书"], ["N-1", "N-2"], [""]]


def texts_of_cell(cell: Content) -> list[str]:
    return ["".join(part.text for part in paragraph if isinstance(part, Words)) for paragraph in cell]


def test_a_person_with_two_roles_is_listed_once_with_all_data() -> None:
    both = {
        "applicant.name": "样李四",
        "applicant.phone": "10000000001",
        "applicant.contact": "样李四",
        "applicant.address": "样例路2号",
        "agent.name": "样李四",
        "agent.phone": "10000000001",
        "agent.id_number": "invented",
    }

    assert affected([HeldData("N-1", both, papers=True, files=False)]) == [
        AffectedPerson("样李四", "10000000001", ("姓名或名称", "电话", "证件号码", "地址", "文书"), ("N-1",))
    ]


def test_who_applied_twice_is_called_once() -> None:
    again = {"applicant.name": "样李四", "applicant.contact": "样李四", "applicant.phone": "10000000001"}

    found = affected(
        [HeldData("N-1", again, papers=False, files=False), HeldData("N-2", again, papers=False, files=True)],
    )

    assert found == [AffectedPerson("样李四", "10000000001", ("姓名或名称", "电话", "附件"), ("N-1", "N-2"))]


def test_one_name_with_two_telephones_may_be_two_people() -> None:
    one = {"applicant.name": "样李四", "applicant.phone": "10000000001"}
    other = {"applicant.name": "样李四", "applicant.phone": "10000000009"}

    found = affected(
        [HeldData("N-1", one, papers=False, files=False), HeldData("N-2", other, papers=False, files=False)]
    )

    assert len(found) == 2


def test_a_consultation_without_a_name_is_not_listed() -> None:
    assert affected([HeldData("N-1", {"case.on": "2026-09-21", "applicant.name": None}, papers=True, files=True)]) == []


def test_the_paper_says_what_the_office_must_do_and_who_cannot_be_named_any_more() -> None:
    people = affected([HeldData("N-1", SHOP, papers=False, files=False)])

    text = "\n".join(texts_of(affected_model(people, "测试大厅", "样值班", date(2026, 9, 21), date(2026, 9, 20), 2)))

    assert "第57条" in text
    assert "样例面馆" in text
    assert "另有 2 件" in text
    assert "invented" not in text
