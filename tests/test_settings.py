"""The configuration: what is read, what overrides what, what is refused and in which words."""

import re
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from bot.domain.errors import ConfigError
from bot.domain.models import DEFAULT_CATALOGUE
from bot.domain.quota import Allowance
from bot.settings import ModelSettings, Settings, load

EXAMPLE = Path(__file__).parent.parent / "config.example.toml"
SECRETS = {"DARKROOM_DISCORD__TOKEN": "bot-secret", "DARKROOM_IMAGE_API__KEY": "api-secret"}


@pytest.fixture
def written(tmp_path, monkeypatch):
    """Write config.toml in an empty folder, and return how it is named from there."""
    monkeypatch.chdir(tmp_path)

    def write(text):
        Path("config.toml").write_text(text, encoding="utf-8")
        return Path("config.toml")

    return write


def refusal(path, environ=SECRETS):
    """Load what must be refused, and return the one line that says so."""
    with pytest.raises(ConfigError) as caught:
        load(path, environ)
    return str(caught.value)


def table(text):
    """Wrap the lines of one more model."""
    return f"[[image_api.models]]\n{text}\n"


def defaults_by_section():
    """Return section -> key -> default, as the code has them."""
    return {name: dict(section) for name, section in Settings()}


def test_without_a_file_the_environment_is_enough(tmp_path):
    """A container needs no file."""
    settings = load(tmp_path / "none.toml", SECRETS)

    assert "bot-secret" == settings.discord.token.get_secret_value()
    assert "api-secret" == settings.image_api.key.get_secret_value()
    assert Settings().polling == settings.polling


def test_without_anything_it_is_said_what_is_missing_and_where_to_write_it(tmp_path):
    """The first start of a new operator ends in a sentence to act upon."""
    sentence = refusal(tmp_path / "config.toml", environ={})

    assert (
        f"{tmp_path / 'config.toml'}: "
        "discord.token is missing (write it there, or set DARKROOM_DISCORD__TOKEN); "
        "image_api.key is missing (write it there, or set DARKROOM_IMAGE_API__KEY)"
    ) == sentence


def test_what_needs_no_secret_is_loaded_without(tmp_path):
    """The database can be exported by somebody who has no key."""
    settings = load(tmp_path / "none.toml", {}, needs_secrets=False)

    assert Settings() == settings


def test_the_environment_overrides_the_file(written):
    """The same file serves two places that differ in a key."""
    path = written("[polling]\nfloor_seconds = 2.5\nceiling_seconds = 20\n")
    settings = load(path, SECRETS | {"DARKROOM_POLLING__CEILING_SECONDS": "30"})

    assert (2.5, 30.0) == (settings.polling.floor_seconds, settings.polling.ceiling_seconds)


@pytest.mark.parametrize("value", ["1, 2", "[1, 2]", "1,2,"])
def test_a_list_in_the_environment_is_json_or_comma_separated(tmp_path, value):
    """Both ways are natural to somebody."""
    settings = load(tmp_path / "none.toml", SECRETS | {"DARKROOM_DISCORD__GUILD_IDS": value})

    assert (1, 2) == settings.discord.guild_ids


def test_an_empty_variable_overrides_with_nothing(written):
    """What the file sets can be unset."""
    path = written('[web]\nlisten = "0.0.0.0:80"\n[discord]\nguild_ids = [1]\n')
    settings = load(path, SECRETS | {"DARKROOM_WEB__LISTEN": "", "DARKROOM_DISCORD__GUILD_IDS": ""})

    assert ("", None, ()) == (settings.web.listen, settings.web.address, settings.discord.guild_ids)


def test_models_can_come_from_the_environment(tmp_path):
    """Every key can be overridden, and prices stay exact."""
    models = '[{"name": "gpt-image-1-official", "prices": {"1:1": {"low": 0.0000011}}}]'
    exact = models.replace("0.0000011", "0.000001")
    settings = load(tmp_path / "none.toml", SECRETS | {"DARKROOM_IMAGE_API__MODELS": exact})

    assert 1 == (
        settings.catalogue()
        .get("gpt-image-1-official")
        .price_microusd(size="1:1", quality="low", count=1)
    )
    assert "decimal places" in refusal(
        tmp_path / "none.toml", SECRETS | {"DARKROOM_IMAGE_API__MODELS": models}
    )


def test_no_repr_shows_a_secret(tmp_path):
    """Settings end up in tracebacks."""
    shown = repr(load(tmp_path / "none.toml", SECRETS))

    assert "secret" not in shown.lower().replace("secretstr", "")


def test_a_trailing_slash_of_an_address_is_dropped_and_a_secret_is_trimmed(tmp_path):
    """What is copied from a browser or a file has them."""
    settings = load(
        tmp_path / "none.toml",
        {
            "DARKROOM_DISCORD__TOKEN": "bot-secret\n",
            "DARKROOM_IMAGE_API__KEY": " api-secret ",
            "DARKROOM_DISCORD__API_URL": "http://127.0.0.1:99/api/",
            "DARKROOM_DISCORD__GATEWAY_URL": "ws://127.0.0.1:98/",
            "DARKROOM_IMAGE_API__BASE_URL": "https://api.example.org/",
            "DARKROOM_WEB__PUBLIC_URL": "https://draw.example.org/bot/",
        },
    )

    assert "bot-secret" == settings.discord.token.get_secret_value()
    assert "api-secret" == settings.image_api.key.get_secret_value()
    assert "http://127.0.0.1:99/api" == settings.discord.api_url
    assert "ws://127.0.0.1:98" == settings.discord.gateway_url
    assert "https://api.example.org" == settings.image_api.base_url
    assert "https://draw.example.org/bot" == settings.web.public_url


@pytest.mark.parametrize(
    ("listen", "address"),
    [
        ("127.0.0.1:8080", ("127.0.0.1", 8080)),
        ("[::1]:0", ("::1", 0)),
        ("localhost:65535", ("localhost", 65_535)),
    ],
)
def test_the_web_address_is_host_and_port(tmp_path, listen, address):
    """IPv6 is written as in an address bar."""
    settings = load(tmp_path / "none.toml", SECRETS | {"DARKROOM_WEB__LISTEN": listen})

    assert address == settings.web.address


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("discord = 3", "discord: should be a table"),
        ("[discrod]", "discrod: no such setting (did you mean discord?)"),
        ("[web]\nzzz = 1", "web.zzz: no such setting"),
        ('token = ""', "token: no such setting (did you mean discord.token?)"),
        ("[web]\nguild_id = 1", "web.guild_id: no such setting (did you mean discord.guild_ids?)"),
        ("[discord]\nguild_ids = 1", "discord.guild_ids: should be a list"),
        (
            "[polling]\nflor_seconds = 1",
            "polling.flor_seconds: no such setting (did you mean floor_seconds?)",
        ),
        ("[polling]\nfloor_seconds = 0", "polling.floor_seconds: should be greater than 0"),
        ("[polling]\nfloor_seconds = inf", "polling.floor_seconds: should be a finite number"),
        (
            "[polling]\nfloor_seconds = 11",
            "polling.ceiling_seconds: should not be less than floor_seconds",
        ),
        (
            '[discord]\napi_url = "discord.com/api"',
            "discord.api_url: should begin with http:// or https://",
        ),
        (
            '[discord]\napi_url = "https://discord.com/api/v10"',
            "discord.api_url: should not end with the API's version, which is added",
        ),
        (
            '[discord]\ngateway_url = "https://gateway.discord.gg"',
            "discord.gateway_url: should begin with ws:// or wss://",
        ),
        (
            "[discord]\nshard_count = 2\nshard_ids = [1, 2]",
            "discord.shard_ids: should all be less than shard_count",
        ),
        ("[discord]\nguild_ids = [0]", "discord.guild_ids[0]: should be greater than 0"),
        (
            '[image_api]\nbase_url = "ftp://api.example.org"',
            "image_api.base_url: should begin with http:// or https://",
        ),
        (
            "[image_api]\nmax_in_flight = 0",
            "image_api.max_in_flight: should be greater than or equal to 1",
        ),
        (
            '[image_api]\nreferences = "base64"',
            "image_api.references: should be 'discord', 'upload' or 'auto'",
        ),
        (
            '[image_api]\ndefault_model = "dall-e-2"',
            "image_api.default_model: "
            "should be one of gpt-image-1.5-official, gpt-image-1-official",
        ),
        (
            '[store]\nurl = "postgresql://db/darkroom"',
            "store.url: should be sqlite:/// and the path of a file; other databases are to come",
        ),
        (
            '[store]\nurl = "sqlite:///:memory:"',
            "store.url: should be sqlite:/// and the path of a file; other databases are to come",
        ),
        (
            "[quota]\nimages_per_day = -1",
            "quota.images_per_day: should be greater than or equal to 0",
        ),
        (
            "[quota]\nusd_per_day = 0.0000001",
            "quota.usd_per_day: Decimal input should have no more than 6 decimal places",
        ),
        (
            '[web]\nlisten = "8080"',
            'web.listen: should be "host:port", or "" to turn the web server off',
        ),
        (
            '[web]\nlisten = "localhost:65536"',
            'web.listen: should be "host:port", or "" to turn the web server off',
        ),
        (
            '[web]\npublic_url = "draw.example.org"',
            "web.public_url: should begin with http:// or https://",
        ),
        (
            '[web]\npublic_url = "https://draw.example.org?x=1"',
            "web.public_url: has to end with a host or a path, without ? and #",
        ),
        (
            '[web]\npublic_url = "https://draw.example.org/mask"',
            "web.public_url: is the address in front of /mask/, which is added by itself",
        ),
    ],
)
def test_a_fault_in_the_file_is_named_by_file_and_key(written, text, fault):
    """One line, to act upon without the manual."""
    assert f"config.toml: {fault}" == refusal(written(text))


def test_all_faults_are_told_at_once(written):
    """Nobody wants to start the bot once per mistake."""
    path = written("[quota]\njobs_at_once = -1\n[polling]\ndeadline_seconds = 0\n")

    assert (
        "config.toml: polling.deadline_seconds: should be greater than 0; "
        "quota.jobs_at_once: should be greater than or equal to 0"
    ) == refusal(path)


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("DISCORD__TOKN", "x", "no such setting (did you mean DARKROOM_DISCORD__TOKEN?)"),
        ("DISCORD_TOKEN", "x", "no such setting (did you mean DARKROOM_DISCORD__TOKEN?)"),
        ("TOKEN", "x", "no such setting (did you mean DARKROOM_DISCORD__TOKEN?)"),
        ("FOO", "x", "no such setting"),
        ("DISCORD__ZZZ", "x", "no such setting"),
        ("DISCORD__GUILD_IDS", "[1", "discord.guild_ids: is not valid JSON"),
        (
            "QUOTA__JOBS_AT_ONCE",
            "many",
            "quota.jobs_at_once: should be a valid integer, unable to parse string as an integer",
        ),
        (
            "POLLING__CEILING_SECONDS",
            "0.5",
            "polling.ceiling_seconds: should not be less than floor_seconds",
        ),
    ],
)
def test_a_fault_in_the_environment_is_named_by_variable_and_key(tmp_path, name, value, fault):
    """The file is not to blame for what a variable says."""
    environ = SECRETS | {f"DARKROOM_{name}": value}

    assert f"environment: DARKROOM_{name}: {fault}" == refusal(tmp_path / "none.toml", environ)


def test_variables_of_others_are_nobodys_business(tmp_path):
    """Only ours begin with DARKROOM_."""
    settings = load(tmp_path / "none.toml", SECRETS | {"HOME": "/", "DARK": "1"})

    assert Settings().web == settings.web


def test_a_file_that_is_not_toml_is_refused_with_the_place(written):
    """The line and the column are what one needs."""
    assert (
        "config.toml: not a TOML file: Expected '=' after a key in a key/value pair "
        "(at line 2, column 7)"
    ) == refusal(written("[web]\nlisten: 1\n"))


def test_a_file_that_is_not_text_is_refused(written):
    """Somebody named the database, or a picture."""
    path = written("")
    path.write_bytes(b"\x89PNG")

    assert refusal(path).startswith("config.toml: not a TOML file: ")


def test_a_file_that_cannot_be_read_is_refused(tmp_path):
    """A folder stands where the file should."""
    assert f"{tmp_path}: cannot be read: Is a directory" == refusal(tmp_path)


def test_no_fault_repeats_what_was_written(written):
    """What stands at the wrong key may be a secret."""
    path = written('token = "s3cr3t"\n[discord]\ntoken = ["s3cr3t"]\nshard_count = "s3cr3t"\n')

    assert "s3cr3t" not in refusal(path, {})


def test_dollars_become_micro_dollars_exactly(written):
    """0.1 + 0.2 must not be 0.30000000000000004."""
    path = written(
        "[quota]\nusd_per_day = 0.300001\nserver_usd_per_month = 20\ntotal_usd_per_day = 1.1\n"
        "cooldown_seconds = 7\n"
    )

    assert Allowance(
        images_per_day=50,
        microusd_per_day=300_001,
        jobs_at_once=5,
        cooldown_seconds=7,
        server_microusd_per_month=20_000_000,
        total_microusd_per_day=1_100_000,
        queue_limit=500,
    ) == (load(path, SECRETS).quota.allowance())


def test_without_models_of_its_own_the_catalogue_is_the_built_in_one():
    """The page's two models."""
    assert DEFAULT_CATALOGUE == Settings().catalogue()


def test_an_entry_of_a_known_name_changes_what_it_says(written):
    """The true prices are a line of TOML, and the model keeps its place."""
    text = 'name = "gpt-image-1.5-official"\nprices = { "1:1" = { low = 0.001 } }\nmax_count = 2'
    catalogue = load(written(table(text)), SECRETS).catalogue()
    before, after = DEFAULT_CATALOGUE.get("gpt-image-1.5-official"), next(iter(catalogue))

    assert [model.name for model in DEFAULT_CATALOGUE] == [model.name for model in catalogue]
    assert 1_000 == after.prices_microusd["1:1"]["low"]
    assert before.prices_microusd["3:2"] == after.prices_microusd["3:2"]
    assert (2, before.label, before.sizes) == (after.max_count, after.label, after.sizes)


def test_a_new_model_is_a_few_lines(written):
    """What is not said is as in the model it is like."""
    text = 'name = "gpt-image-9"\nlike = "gpt-image-1-official"\nmax_references = 0'
    model = load(written(table(text)), SECRETS).catalogue().get("gpt-image-9")
    like = DEFAULT_CATALOGUE.get("gpt-image-1-official")

    assert ("gpt-image-9", 0) == (model.label, model.max_references)
    assert like.prices_microusd == model.prices_microusd


def test_a_new_model_may_be_like_a_new_model(written):
    """The file is read from the top."""
    text = table('name = "a"\nmax_count = 1') + table('name = "b"\nlike = "a"')

    assert 1 == load(written(text), SECRETS).catalogue().get("b").max_count


def test_a_new_model_can_be_the_default(written):
    """The default is looked up in the whole catalogue."""
    text = '[image_api]\ndefault_model = "a"\n' + table('name = "a"')

    assert "a" == load(written(text), SECRETS).image_api.default_model


def test_a_model_without_qualities_has_one_price_a_size(written):
    """Some models of the family know no quality."""
    text = (
        'name = "a"\nqualities = []\nsizes = { "16:9" = "1792x1008" }\n'
        'prices = { "16:9" = { auto = 0.02 } }'
    )
    model = load(written(table(text)), SECRETS).catalogue().get("a")

    assert {"16:9": (1792, 1008)} == model.sizes
    assert 40_000 == model.price_microusd(size=None, quality=None, count=2)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('label = "A"', "name: is missing"),
        ('name = "a"\nlike = "b"', "like: should be one of gpt-image-1.5-official, "),
        ('name = "a"\nprice = 3', "price: no such setting (did you mean prices?)"),
        ('name = "a"\nsizes = {}', "sizes: Dictionary should have at least 1 item"),
        (
            'name = "a"\nsizes = { "1:1" = "big" }',
            "sizes.1:1: should be width and height in pixels, like 1024x1536",
        ),
        (
            'name = "a"\nsizes = { "16:9" = "1792x1008" }',
            "prices: has no price for 16:9 in quality low",
        ),
        (
            'name = "a"\nqualities = ["low", "max"]',
            "prices: has no price for 1:1 in quality max",
        ),
        (
            'name = "a"\nprices = { "9:9" = { low = 1 } }',
            "prices: has a price for 9:9, which is not one of its sizes",
        ),
        (
            'name = "a"\nprices = { "1:1" = { best = 1 } }',
            "prices: has a price for best, not one of its qualities",
        ),
        (
            'name = "a"\nprices = { "1:1" = { low = -1 } }',
            "prices.1:1.low: should be greater than or equal to 0",
        ),
    ],
)
def test_a_fault_of_a_model_is_named_by_its_place(written, text, fault):
    """The second entry is called so."""
    path = written(table('name = "first"') + table(text))

    assert refusal(path).startswith(f"config.toml: image_api.models[1].{fault}")


def test_a_model_stands_there_once(written):
    """Of two entries of one name, one is a mistake."""
    path = written(table('name = "a"') * 2)

    assert "config.toml: image_api.models[1].name: a stands there twice" == refusal(path)


def test_the_example_names_every_setting_with_its_default():
    """What is written there is true, and nothing is left out."""
    example = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"), parse_float=Decimal)
    keys = {section: set(values) for section, values in example.items()}
    expected = {section: set(values) for section, values in defaults_by_section().items()}
    expected["image_api"].remove("models")

    assert expected == keys
    assert Settings() == load(EXAMPLE, {}, needs_secrets=False)


def test_the_example_asks_for_the_secrets():
    """A copy that was not filled in says what is missing."""
    assert "discord.token is missing" in refusal(EXAMPLE, {})


def test_the_examples_model_names_every_key_and_loads(written):
    """The commented table works once its marks are taken away."""
    text = EXAMPLE.read_text(encoding="utf-8")
    block = re.search(r"^# \[\[image_api\.models\]\]\n(?:# .*\n)+", text, flags=re.MULTILINE)
    lines = re.sub(r"^# ", "", block.group(), flags=re.MULTILINE)
    [model] = tomllib.loads(lines)["image_api"]["models"]

    assert set(ModelSettings.model_fields) == set(model)
    assert load(written(lines), SECRETS).catalogue().get(model["name"]).sizes


def test_every_setting_has_a_comment():
    """A key in the example without a word about it helps nobody."""
    paragraphs = EXAMPLE.read_text(encoding="utf-8").split("\n\n")
    bare = [
        paragraph
        for paragraph in paragraphs
        if re.search(r"^\w+ = ", paragraph, flags=re.MULTILINE) and not paragraph.startswith("#")
    ]

    assert [] == bare
