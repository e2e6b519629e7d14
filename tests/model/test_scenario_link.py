"""Links: a link opens to the scenario it was made from, and no link breaks anything."""

from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from model.scenario import CUSTOM_MODEL, CustomArchitecture, Scenario, decode, encode
from model.scenario.link import decode_url, to_url
from model.scenario.link_text import kind_of
from model.scenario.packing import packed
from model.scenario.scenario import default_custom_architecture, default_scenario
from tests.scenarios import full_scenarios, longest, scenario, scenarios


@given(scenarios())
def test_a_link_opens_to_the_scenario_it_was_made_from(given_scenario: Scenario) -> None:
    decoded = decode(encode(given_scenario))
    assert decoded.scenario == given_scenario
    assert decoded.problems == ()


@given(scenarios())
def test_a_link_survives_the_address_bar(given_scenario: Scenario) -> None:
    url = to_url(given_scenario, "https://crossover.example")
    assert len(url) < 2_000
    assert url.isascii()
    assert url.isprintable()
    assert decode_url(url).scenario == given_scenario


@given(full_scenarios(12))
def test_a_link_that_says_all_there_is_to_say_is_as_short(given_scenario: Scenario) -> None:
    url = to_url(given_scenario, "https://crossover-of-a-company.department.example.com")
    assert len(url) < 2_000
    assert decode_url(url).scenario == given_scenario


@given(st.dictionaries(st.text(), st.text()))
def test_no_parameters_raise(query: dict[str, str]) -> None:
    assert isinstance(decode(query).scenario, Scenario)


KEYS = ["v", *Scenario.model_fields, *CustomArchitecture.model_fields]
VALUES = st.one_of(
    st.text(max_size=50),
    st.integers().map(str),
    st.floats().map(str),
    st.sampled_from(["custom", "true", "1e400", "9" * 5000, "-0", "٣", "p5.48xlarge~~p5.48xlarge"]),
)


@given(st.dictionaries(st.sampled_from(KEYS), VALUES))
def test_no_value_of_a_known_parameter_raises(query: dict[str, str]) -> None:
    decoded = decode(query)
    assert decode(encode(decoded.scenario)).scenario == decoded.scenario


@given(st.text())
def test_no_text_in_place_of_a_link_raises(text: str) -> None:
    assert isinstance(decode_url(text).scenario, Scenario)


@given(scenarios(), st.sampled_from(sorted(set(KEYS) - {"v", "architecture", "model"})), VALUES)
def test_a_broken_parameter_leaves_the_others_alone(
    given_scenario: Scenario, key: str, value: str
) -> None:
    query = encode(given_scenario)
    without = {k: v for k, v in query.items() if k != key}
    broken = decode({**query, key: value})
    expected = decode(without).scenario
    same = {"architecture"} | ({"deadline_days", "instances"} & {key} and set(SIZES))
    for name in set(Scenario.model_fields) - {key} - same:
        if key in SIZES and name in SIZES:
            continue
        assert getattr(broken.scenario, name) == getattr(expected, name)


SIZES = {"deadline_days", "instances"}


def test_the_default_scenario_has_no_parameters() -> None:
    assert encode(default_scenario()) == {}


@given(scenarios())
def test_a_link_of_what_every_page_asks_is_under_300_characters(given_scenario: Scenario) -> None:
    asked = set(Scenario.__annotations__) & set(Scenario.model_fields) - {"model", "architecture"}
    typical = scenario(**{name: getattr(given_scenario, name) for name in asked - {"platforms"}})
    assert len(to_url(typical, "https://crossover.example")) < 300


def test_a_typical_link_is_readable() -> None:
    changed = scenario(model="llama3.1-8b", tokens=10**12, instances=16, deadline_days=None)
    assert urlencode(encode(changed)) == "v=1&instances=16&model=llama3.1-8b&tokens=1T"


def test_an_own_architecture_travels_with_what_differs_from_the_frozen_one() -> None:
    own = default_custom_architecture().model_copy(update={"layers": 40, "gated_mlp": False})
    changed = scenario(model=CUSTOM_MODEL, architecture=own)
    assert encode(changed) == {"v": "1", "model": "custom", "layers": "40", "gated_mlp": "false"}


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("tokens=abc", "tokens='abc': needs a number such as 300B or 15T; using 15T."),
        ("tokens=1", "tokens='1': needs to be greater than or equal to 1000000; using 15T."),
        ("tokens=9e99", "tokens='9e99': needs a number such as 300B or 15T; using 15T."),
        ("seq_len=", "seq_len='': needs a whole number; using 8192."),
        ("model=gpt-9", "model='gpt-9': no such model; a preset's id or 'custom' is needed"),
        ("task=dance", "task='dance': needs to be 'pretrain', 'sft', 'lora' or 'qlora'"),
        ("region=mars", "region='mars': no such region; using us-east-2."),
        ("platforms=p9.huge", "platforms='p9.huge': no such instance type: p9.huge"),
        ("layers=3", "layers: only used with model=custom; ignored."),
        ("colour=red", "colour: not part of a scenario; ignored."),
        ("v=99", "v='99': this app reads links of version 1"),
        ("deadline_days=30&instances=8", "instances is not used together with deadline_days"),
    ],
)
def test_what_cannot_be_used_is_named(query: str, says: str) -> None:
    decoded = decode(dict(parse_qsl(query, keep_blank_values=True)))
    assert len(decoded.problems) == 1
    assert decoded.problems[0].startswith(says)


def test_the_usable_platforms_of_a_list_are_kept() -> None:
    decoded = decode({"platforms": "p5.48xlarge~p9.huge~trn2.48xlarge"})
    assert decoded.scenario.platforms == ("p5.48xlarge", "trn2.48xlarge")
    assert decoded.problems == ("platforms: 'p9.huge': no such instance type: p9.huge; left out.",)


def test_foreign_text_in_a_problem_is_printable_and_as_it_was_typed() -> None:
    decoded = decode({"own_prices": "p5:$50", "\u202ename": "1"})
    assert decoded.problems[0].startswith("own_prices='p5:$50': ")
    assert decoded.problems[1].startswith("?name: ")


def test_many_mistakes_make_a_short_list() -> None:
    everything = dict.fromkeys(Scenario.model_fields, "?")
    assert len(decode(everything).problems) <= 7


def test_streamlits_own_parameters_are_no_mistake() -> None:
    assert decode({"embed": "true", "embed_options": "dark_theme"}).problems == ()


def test_the_longest_link_is_under_2000_characters() -> None:
    own = CustomArchitecture(**longest(default_custom_architecture()))
    widest = {
        **longest(default_scenario()),
        "model": CUSTOM_MODEL,
        "architecture": own,
        "instances": None,
    }
    assert len(to_url(Scenario(**widest), "https://crossover.example")) < 2_000


@pytest.mark.parametrize("kind", [Scenario, CustomArchitecture])
def test_a_link_can_carry_every_field(kind: type[BaseModel]) -> None:
    fields = {n: f for n, f in kind.model_fields.items() if n != "architecture"}
    assert {name: kind_of(field) for name, field in fields.items()}.keys() == fields.keys()


def test_a_parameter_given_twice_is_named() -> None:
    decoded = decode_url("v=1&tokens=1T&tokens=2T")
    assert decoded.scenario.tokens == 2 * 10**12
    assert decoded.problems == ("tokens: given more than once; the last one counts.",)


def test_what_stands_behind_a_hash_sign_is_named() -> None:
    decoded = decode_url("https://crossover.example/?v=1&tokens=1T#&seq_len=4096")
    assert decoded.scenario == scenario(tokens=10**12)
    assert decoded.problems == ("'&seq_len=4096': stands behind a # sign; ignored.",)


def test_a_scenario_that_says_very_much_travels_packed_and_opens_the_same() -> None:
    own = CustomArchitecture(**longest(default_custom_architecture()))
    widest = Scenario(
        **{
            **longest(default_scenario()),
            "model": CUSTOM_MODEL,
            "architecture": own,
            "instances": None,
        }
    )
    query = encode(widest)
    assert query.keys() == {"v", "packed"}
    assert decode(query).scenario == widest
    beside = decode({**query, "tokens": "1T"})
    assert (beside.scenario, beside.problems) == (widest.changed(tokens=10**12), ())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "holds characters that do not belong there"),
        ("a b", "holds characters that do not belong there"),
        ("abcde", "cut short"),
        ("3.abcd", "is of format 3; this app reads formats 1 to 2"),
        ("2.abcd-efghabcdefg", "the checksum is wrong"),
        ("abcdefghijklmnop", "the checksum is wrong"),
        (packed(b"tokens=2T" * 10_000), "holds no scenario"),
        (packed(b"&" * 300), "holds no scenario"),
        (packed("tokens=é".encode()), "holds no scenario"),
    ],
)
def test_a_packed_part_that_cannot_be_used_is_named(text: str, says: str) -> None:
    decoded = decode({"v": "1", "packed": text, "seq_len": "4096"})
    assert decoded.scenario == scenario(seq_len=4096)
    assert len(decoded.problems) == 1
    assert decoded.problems[0].startswith("packed=")
    assert says in decoded.problems[0]
