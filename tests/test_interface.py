import pytest

import iface
from iface import DesignError, Interface, State, Textbox
from iface.errors import SignatureMismatch, UnknownComponent


def echo(text):
    return text


def kept(text, history):
    return text, history


def words(ids, demo):
    return [demo.page.components[one].word for one in ids]


def test_words_and_single_components_stand_for_lists():
    demo = Interface(echo, "text", iface.JSON())
    assert words(demo.page.events["echo"].inputs, demo) == ["textbox"]


@pytest.mark.parametrize(
    "word", ["text", "textbox", "number", "slider", "checkbox", "json", "label", "markdown", "html"]
)
def test_every_everyday_word_is_known(word):
    Interface(echo, word, word)


def test_an_unknown_word_suggests_the_nearest():
    with pytest.raises(UnknownComponent, match="Did you mean 'number'"):
        Interface(echo, "nubmer", "text")


def test_labels_come_from_the_arguments():
    demo = Interface(lambda first, second: first, ["text", iface.Number(label="Other")], "text")
    assert [one.label for one in demo.inputs] == ["first", "Other"]


def test_the_output_of_one_and_of_several():
    assert Interface(kept, ["text", State()], ["text", State()]).outputs[0].label == "output"
    assert [one.label for one in Interface(lambda: (1, 2), None, ["text", "text"]).outputs] == [
        "output 0",
        "output 1",
    ]


def test_outputs_only_has_a_button_to_generate():
    client = Interface(lambda: "made", None, "text").test_client()
    assert ">Generate</button>" in client.get("/").text
    assert client.submit() == "made"


def test_inputs_only_shows_no_output():
    demo = Interface(lambda text: None, "text", None)
    assert 'aria-label="Output"' not in demo.test_client().get("/").text
    assert demo.test_client().submit("a") == []


def test_one_component_can_be_both():
    box = Textbox(label="Story")
    demo = Interface(lambda story: story + "!", box, box)
    assert demo.test_client().submit("a") == "a!"
    assert demo.test_client().get("/").text.count('data-component="') == 3  # the box and two buttons


def test_neither_inputs_nor_outputs_is_refused():
    with pytest.raises(DesignError, match="neither inputs nor outputs"):
        Interface(echo, None, None)


@pytest.mark.parametrize(
    ("inputs", "outputs"),
    [
        (["text", State(), State()], ["text", State(), State()]),
        (["text", "state", "state"], ["text", "state"]),
    ],
)
def test_two_states_are_refused_with_a_way_out(inputs, outputs):
    with pytest.raises(DesignError, match="Blocks"):
        Interface(lambda a, b, c: (a, b, c), inputs, outputs)


@pytest.mark.parametrize(
    ("inputs", "outputs"), [(["text", State()], ["text"]), (["text"], ["text", State()])]
)
def test_a_state_on_one_side_only_is_refused(inputs, outputs):
    with pytest.raises(DesignError, match="The State is missing among the"):
        Interface(kept if len(inputs) == 2 else echo, inputs, outputs)


def test_the_word_state_starts_from_the_arguments_default():
    def count(step, total=5):
        return total + step, total + step

    client = Interface(count, ["number", "state"], ["number", "state"]).test_client()
    assert [client.submit(1), client.submit(1)] == [6, 7]


def test_a_state_may_stand_anywhere_among_the_inputs():
    client = Interface(
        lambda seen, text: ([*seen, text], [*seen, text]), [State([]), "text"], [State(), "json"]
    ).test_client()
    assert [client.submit("a"), client.submit("b")] == [["a"], ["a", "b"]]


@pytest.mark.parametrize("inputs", [[], ["text", "text"]])
def test_inputs_that_do_not_fit_the_function_are_refused_when_declared(inputs):
    with pytest.raises(SignatureMismatch, match=r"echo\(\) takes 1 argument\(s\) \(text\), but has"):
        Interface(echo, inputs, "text")


def test_a_function_without_a_signature_is_taken_at_its_word():
    assert Interface(max, ["number", "number"], "number").test_client().submit(1, 2) == 2


def test_arguments_with_defaults_may_be_left_out():
    assert Interface(lambda a, b="!": a + b, "text", "text").test_client().submit("a") == "a!"


def test_additional_inputs_stand_in_a_part_that_opens():
    demo = Interface(lambda a, b: a + b, "text", "text", additional_inputs=[Textbox("!", label="End")])
    assert "<details" in demo.test_client().get("/").text
    assert demo.test_client().submit("a", "?") == "a?"


def test_api_name_names_the_event():
    assert Interface(echo, "text", "text", api_name="predict").page.public == ["predict"]


def test_an_event_can_be_kept_out_of_the_api():
    assert Interface(echo, "text", "text", api_name=False).page.public == []


def test_buttons_can_be_named_or_left_out():
    text = Interface(echo, "text", "text", submit_btn="Go", clear_btn=None).test_client().get("/").text
    assert ">Go</button>" in text and ">Clear</button>" not in text


def test_gradios_other_parameters_are_ignored_with_one_line(caplog):
    caplog.set_level("INFO", logger="iface")
    Interface(echo, "text", "text", flagging_mode="never", cache_examples=False)
    Interface(echo, "text", "text", flagging_mode="never")
    assert len([line for line in caplog.messages if "flagging_mode" in line]) <= 1


def test_an_unknown_parameter_is_refused_with_the_nearest():
    with pytest.raises(DesignError, match="Did you mean 'flagging_mode'"):
        Interface(echo, "text", "text", flaging_mode="never")


def test_what_is_no_function_is_refused():
    with pytest.raises(DesignError, match="Give a function first"):
        Interface("text", "text", "text")


def test_examples_of_one_input_may_be_a_plain_list():
    demo = Interface(echo, "text", "text", examples=["a", "b"])
    assert demo.page.events["load_example"].fn(1) == {demo.inputs[0]: "b"}


def test_an_example_with_too_many_values_is_refused():
    with pytest.raises(DesignError, match="has 2 values for 1 inputs"):
        Interface(echo, "text", "text", examples=[["a", "b"]])


def test_an_example_that_its_component_cannot_show_is_refused():
    with pytest.raises(DesignError, match="Number cannot show 'many'"):
        Interface(echo, "number", "text", examples=[["many"]])


def test_examples_can_stand_in_a_folder(tmp_path):
    (tmp_path / "log.csv").write_text("text,times\nhello,3\n", encoding="utf-8")
    demo = Interface(lambda text, times: text * times, ["text", "number"], "text", examples=str(tmp_path))
    assert list(demo.page.events["load_example"].fn(0).values()) == ["hello", 3]
    assert "hello · 3" in demo.test_client().get("/").text


def test_a_folder_without_a_table_is_refused(tmp_path):
    with pytest.raises(DesignError, match=r"no log\.csv"):
        Interface(echo, "text", "text", examples=tmp_path)


def test_a_live_form_runs_at_every_change_and_has_a_button_for_those_without_scripts():
    demo = Interface(echo, "text", "text", live=True)
    event = demo.page.events["echo"]
    assert event.mode == "always_last"
    assert [verb for _, verb in event.triggers] == ["click", "input"]
    assert "iface-noscript" in demo.test_client().get("/").text


def test_a_live_form_is_not_triggered_by_its_own_state():
    demo = Interface(kept, ["text", State()], ["text", State()], live=True)
    assert all(demo.page.components[one].word != "state" for one, _ in demo.page.events["kept"].triggers)


def test_an_interface_can_stand_inside_a_page_of_ones_own():
    with iface.Blocks() as demo:
        iface.Markdown("Above")
        Interface(kept, [Textbox(), State([])], ["text", State()], title="Inside", examples=["one", "two"])
        Textbox(label="Below")
    client = demo.test_client()
    text = client.get("/").text
    assert text.index("Above") < text.index("Inside") < text.rindex(">Submit</button>") < text.index("Below")
    assert client.submit("a", api_name="kept") == "a"


def test_two_interfaces_on_one_page_keep_apart():
    with iface.Blocks() as demo:
        Interface(lambda text: text + "1", "text", "text", api_name="one")
        Interface(lambda text: text + "2", "text", "text", api_name="two")
    client = demo.test_client()
    assert [client.submit("a", api_name="one"), client.submit("a", api_name="two")] == ["a1", "a2"]


def test_interfaces_can_stand_under_tabs():
    one, two = Interface(echo, "text", "text"), Interface(kept, ["text", State(0)], ["text", State()])
    demo = iface.TabbedInterface([one, two], ["First", "Second"], title="Both")
    text = demo.test_client().get("/").text
    assert "First" in text and "Second" in text
    assert demo.test_client().submit("a", api_name="kept") == "a"


def test_each_tab_needs_a_name():
    with pytest.raises(DesignError, match="2 tab names were given for 1 interfaces"):
        iface.TabbedInterface([Interface(echo, "text", "text")], ["First", "Second"])


def test_a_request_behind_an_argument_that_is_left_out_does_not_take_its_place():
    def tell(text, times=2, request: iface.Request = None):
        return [text, times, request is not None]

    assert Interface(tell, "text", "json").test_client().submit("a") == ["a", 2, True]


def test_a_request_may_be_asked_for_by_keyword():
    def tell(*texts, request: iface.Request):
        return [*texts, request is not None]

    assert Interface(tell, ["text", "text"], "json").test_client().submit("a", "b") == ["a", "b", True]


def test_inputs_beyond_the_named_arguments_share_no_name_with_them():
    demo = Interface(lambda input_1, *more: [input_1, *more], ["text", "text"], "json")
    assert demo.test_client().submit("a", "b") == ["a", "b"]


def test_an_argument_behind_the_star_lends_its_name_to_no_input():
    demo = Interface(lambda *words, between="-": between.join(words), ["text", "text"], "text")
    assert [one.label for one in demo.inputs] == ["input 0", "input 1"]


def test_two_pages_may_be_given_the_same_component():
    text = Textbox()
    one, other = Interface(echo, text, text), Interface(lambda word: word * 2, text, "text")
    assert [one.test_client().submit("a"), other.test_client().submit(word="a")] == ["a", "aa"]


def test_a_parameter_that_is_misspelt_is_answered_with_the_nearest():
    with pytest.raises(DesignError, match="'title'"):
        Interface(echo, "text", "text", titel="Echo")


def test_a_class_in_place_of_a_component_is_refused_with_what_to_do():
    with pytest.raises(DesignError, match="Give a component"):
        Interface(echo, Textbox, "text")
