"""An answer is in the visitor's language, or in the one that the program has chosen."""

from concurrent.futures import ThreadPoolExecutor
from threading import current_thread

import pytest
from hidden_fields import hidden_fields

import iface
from iface.errors import DesignError
from iface.web import Settings, create_app
from iface.web.language import Languages


def square(number: float) -> float:
    """The square."""
    return number**2


@pytest.fixture
def page_in():
    """`page_in("de", language=...)`: the page of a small program, as it is sent for this Accept-Language."""

    def page(accepted: str, path: str = "/", **options):
        demo = iface.Interface(square, "number", "number", **options)
        return demo.test_client().get(path, headers={"Accept-Language": accepted})

    return page


@pytest.fixture
def submitted():
    """`submitted(demo, "de", number="x")`: what the page's script is told of a submit."""

    def submit(demo, accepted: str, **entries: str):
        client = demo.test_client()
        said = {"Accept-Language": accepted}
        page = client.get("/", headers=said).text
        sent = {"iface-event": demo.page.main, **hidden_fields(page), **entries}
        answer = client.post("/", data=sent, headers={**said, "Accept": "application/json"})
        return answer.get_json()["events"]

    return submit


def test_a_page_is_in_english_where_nothing_is_asked_for():
    demo = iface.Interface(square, "number", "number")
    assert '<html class="iface-page" lang="en">' in demo.test_client().get("/").text


def test_a_page_is_in_the_visitors_language(page_in):
    page = page_in("de").text
    assert 'lang="de"' in page and ">Absenden</button>" in page and ">Leeren</button>" in page


def test_a_page_in_arabic_runs_from_right_to_left(page_in):
    assert '<html class="iface-page" lang="ar" dir="rtl">' in page_in("ar").text


def test_a_page_in_german_says_nothing_of_its_direction(page_in):
    assert "dir=" not in page_in("de").text


def test_an_answer_says_that_it_depends_on_the_language(page_in):
    assert page_in("de").headers["Vary"] == "Cookie, Accept-Language, Accept-Encoding"


def test_what_the_scripts_say_comes_with_a_page_in_another_language(page_in):
    assert '"Done": "Fertig"' in page_in("de").text


def test_what_the_scripts_say_does_not_come_with_an_english_page(page_in):
    assert "iface-words" not in page_in("en-GB").text


def test_a_program_can_change_what_the_scripts_say(page_in):
    assert '{"Done": "Ready"}' in page_in("en", words={"en": {"Done": "Ready"}}).text


def test_a_page_has_the_language_that_the_program_has_chosen(page_in):
    assert 'lang="de"' in page_in("en", language="de").text


def test_a_programs_sentence_comes_before_ours(page_in):
    assert ">Los</button>" in page_in("de", words={"de": {"Submit": "Los"}}).text


def test_a_programs_own_language_is_offered(page_in):
    page = page_in("fr", words={"fr": {"Submit": "Envoyer"}}).text
    assert 'lang="fr"' in page and ">Envoyer</button>" in page and ">Clear</button>" in page


def test_launch_takes_sentences_as_gradio_has_it(serve):
    own = iface.I18n(en={"go": "Go"}, de={"go": "Los"})
    demo = iface.Interface(square, "number", "number", submit_btn=own("go"))
    serve(demo, i18n=own)
    page = demo.test_client().get("/", headers={"Accept-Language": "de"}).text
    assert ">Los</button>" in page


@pytest.mark.parametrize("words", [{"de": "Submit"}, {"de": ["Submit"]}, {"de": {"Submit": None}}])
def test_words_that_are_no_sentences_are_refused(words):
    with pytest.raises(DesignError, match="no sentences by key"):
        iface.Blocks(words=words)


# Which language


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("de", "de"),
        ("DE-at", "de"),
        ("de-AT, en;q=0.9", "de"),
        ("fr, de;q=0.5", "de"),
        ("en;q=0.4, de;q=0.8", "de"),
        ("fr-CA", "en"),
        ("de;q=0", "en"),
        ("*", "en"),
        ("pt", "pt-BR"),
        ("pt-PT", "pt-BR"),
        ("zh-Hant-TW", "zh-Hant"),
        ("de" * 1000, "en"),
        ("\x00, ;;q=x, de;q=nan", "en"),
    ],
)
def test_the_first_language_of_the_visitors_that_there_is_is_spoken(accepted, language):
    own = {"pt-BR": {}, "zh-Hant": {}}
    assert Languages("", own).accepted(accepted).language == language


# What comes of a submit


def test_a_message_beside_a_field_is_in_the_visitors_language(submitted):
    (told,) = submitted(iface.Interface(square, "number", "number"), "de", number="x")
    assert told["title"] == "Ein Wert passt nicht."
    assert told["fields"] == {"number": "Geben Sie eine Zahl ein."}


def test_two_visitors_of_one_process_read_their_own_languages(submitted):
    demo = iface.Interface(square, iface.Number(maximum=5), "number")
    said = {language: submitted(demo, language, number="6")[0]["fields"] for language in ("en", "de")}
    assert said["en"] == {"number": "Enter a number of at most 5."}
    assert said["de"] == {"number": "Geben Sie eine Zahl bis 5 ein."}


def test_what_is_missing_is_said_in_the_language_of_each_visitor(submitted):
    demo = iface.Interface(str, iface.Radio(["a"], required=True), "text")
    said = [list(submitted(demo, language)[0]["fields"].values()) for language in ("de", "en", "de")]
    assert said == [["Wählen Sie eine Möglichkeit."], ["Choose one."], ["Wählen Sie eine Möglichkeit."]]


def test_a_failure_is_told_in_the_visitors_language(submitted):
    def fail(name):
        raise RuntimeError("secret")

    told = submitted(iface.Interface(fail, "text", "text"), "de", name="x")[0]
    assert told["title"].startswith("Die Funktion ist fehlgeschlagen")


def test_what_a_function_says_is_titled_in_the_visitors_language(submitted):
    own = iface.I18n(en={"saved": "Saved."}, de={"saved": "Gespeichert."})

    def save(name):
        iface.Success(own("saved"))

    told = submitted(iface.Interface(save, "text", "text", words=own), "de", name="x")
    said = next(one for one in told if one["type"] == "log")
    assert (said["title"], said["message"]) == ("Erfolg", "Gespeichert.")


def test_a_run_in_a_thread_of_its_own_speaks_the_visitors_language():
    threads = []

    def run(name):
        threads.append(current_thread())
        raise iface.Error()

    demo = iface.Interface(run, "text", "text")
    # Werkzeug's test client says that the server has a single thread.
    client = create_app(demo._new_site("memory:", Settings())).test_client()
    sent = {**hidden_fields(client.get("/").text), "iface-event": "run", "name": "x"}
    told = client.post("/", data=sent, headers={"Accept-Language": "de", "Accept": "application/json"})
    demo.close()
    assert threads != [current_thread()]
    error = told.get_json()["events"][0]
    assert (error["title"], error["message"]) == ("Fehler", "Die Funktion konnte nicht fortfahren.")


def test_an_output_is_shown_in_the_visitors_language(submitted):
    demo = iface.Interface(lambda name: None, "text", "json")
    shown = next(one for one in submitted(demo, "de", name="x") if one["type"] == "output")
    assert "Noch nichts" in shown["html"]


def test_a_layout_that_changes_is_named_in_the_visitors_language(submitted):
    own = iface.I18n(en={"more": "More"}, de={"more": "Mehr davon"})
    with iface.Blocks(words=own) as demo, iface.Accordion("x") as part:
        iface.Button("Go").click(lambda: iface.update(label=own("more")), None, part, api_name="go")
    told = submitted(demo, "de", **{"iface-event": "go"})
    assert next(one for one in told if one["type"] == "layout")["label"] == "Mehr davon"


def test_a_form_without_a_script_is_answered_in_the_visitors_language():
    demo = iface.Interface(square, "number", "number")
    client = demo.test_client()
    said = {"Accept-Language": "de", "Accept": "text/html"}
    sent = {**hidden_fields(client.get("/").text), "iface-event": "square", "number": "x"}
    page = client.post("/", data=sent, headers=said).text
    assert "Geben Sie eine Zahl ein." in page and "Berichtigen Sie" in page


def test_an_api_call_is_refused_in_the_callers_language():
    client = iface.Interface(square, "number", "number").test_client()
    said = client.post("/api/square", json={"data": ["x"]}, headers={"Accept-Language": "de"}).get_json()
    assert said["fields"] == {"number": "Geben Sie eine Zahl ein."}


def test_a_visitor_from_another_site_is_refused_in_their_language():
    client = iface.Interface(square, "number", "number").test_client()
    headers = {"Accept-Language": "de", "Sec-Fetch-Site": "cross-site"}
    assert "einer anderen Website" in client.post("/", headers=headers).text


def test_a_language_is_spoken_until_the_end_of_its_request(page_in):
    page_in("de")
    assert iface.words.language() == "en"


def test_many_visitors_at_once_each_read_their_own_language():
    client = iface.Interface(square, "number", "number").test_client()
    app = client.application

    def said(language: str) -> bool:
        page = app.test_client().get("/", headers={"Accept-Language": language}).text
        return f'lang="{language}"' in page and (">Absenden<" in page) == (language == "de")

    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(said, ["de", "en", "ar"] * 20))


# What the program declares


def test_a_first_value_is_said_in_the_visitors_language():
    own = iface.I18n(en={"hello": "*Hello*"}, de={"hello": "*Guten Tag*"})
    with iface.Blocks(words=own) as demo:
        iface.Markdown(own("hello"))
        iface.Textbox(own("hello"))
    client = demo.test_client()
    assert "<em>Guten Tag</em>" in client.get("/", headers={"Accept-Language": "de"}).text
    assert 'value="*Hello*"' in client.get("/").text


def test_a_title_and_texts_are_said_in_the_visitors_language(page_in):
    own = iface.I18n(en={"t": "Squares", "d": "Of *numbers*"}, de={"t": "Quadrate", "d": "Von *Zahlen*"})
    page = page_in("de", title=own("t"), description=own("d"), article=own("d"), words=own).text
    assert "<title>Quadrate</title>" in page and "<h1>Quadrate</h1>" in page
    assert page.count("<em>Zahlen</em>") == 2


def test_the_heading_of_a_form_under_a_tab_is_said_in_the_visitors_language():
    own = iface.I18n(en={"t": "Squares"}, de={"t": "Quadrate"})
    inner = iface.Interface(square, "number", "number", title=own("t"))
    demo = iface.TabbedInterface([inner], words=own)
    page = demo.test_client().get("/", headers={"Accept-Language": "de"}).text
    assert "<h2>Quadrate</h2>" in page and "Reiter 1" in page


def test_a_choice_is_named_in_the_visitors_language_and_stays_the_same():
    own = iface.I18n(en={"r": "red"}, de={"r": "rot"})
    demo = iface.Interface(str, iface.Radio([(own("r"), "#f00")]), "text", words=own)
    client = demo.test_client()
    assert ">rot</label>" in client.get("/", headers={"Accept-Language": "de"}).text
    assert client.submit("#f00") == "#f00"


def test_a_label_in_another_language_names_no_other_field():
    own = iface.I18n(en={"name": "Your name"}, de={"name": "Ihr Name"})
    with iface.Blocks(words=own) as demo:
        box = iface.Textbox(label=own("name"))
        iface.Button("Go").click(str.upper, box, box)
    assert 'name="name"' in demo.test_client().get("/", headers={"Accept-Language": "de"}).text
