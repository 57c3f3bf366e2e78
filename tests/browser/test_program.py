"""What a program gives the browser itself: functions, a head, and values that are called again."""

import itertools

from playwright.sync_api import expect

import iface as gr


def test_a_function_of_the_browsers_gives_the_inputs_values(page, serve):
    with gr.Blocks() as demo:
        word, times, shown = gr.Textbox(label="Word"), gr.Number(label="Times"), gr.Textbox(label="Shown")
        gr.Button("Go").click(
            lambda word, times: word * times,
            [word, times],
            shown,
            js="(word, times) => [word + '!', times + 1]",
        )
    page.goto(serve(demo))
    page.get_by_label("Word").fill("a")
    page.get_by_label("Times").fill("1")
    page.get_by_role("button", name="Go").click()
    expect(page.get_by_label("Shown")).to_have_value("a!a!")


def test_without_a_function_on_the_server_it_gives_the_outputs_values(page, serve):
    with gr.Blocks() as demo:
        word, shown = gr.Textbox(label="Word"), gr.Textbox(label="Shown")
        gr.Button("Go").click(None, word, shown, js="(word) => word.toUpperCase()")
    page.goto(serve(demo))
    page.get_by_label("Word").fill("a")
    asked = []
    page.on("request", lambda request: asked.append(request.method))
    page.get_by_role("button", name="Go").click()
    expect(page.get_by_label("Shown")).to_have_value("A")
    assert asked == []


def test_a_pages_own_function_runs_when_it_is_opened(page, serve):
    with gr.Blocks(js="() => { document.title = 'Ready' }") as demo:
        gr.Markdown("Hello")
    page.goto(serve(demo))
    expect(page).to_have_title("Ready")


def test_inline_scripts_of_a_programs_head_run(page, serve):
    with gr.Blocks(head="<script>window.mark = 7</script>") as demo:
        gr.Markdown("Hello")
    page.goto(serve(demo))
    assert page.evaluate("window.mark") == 7


def test_a_value_that_is_a_function_is_called_every_so_often(page, serve):
    count = itertools.count()
    with gr.Blocks() as demo:
        gr.Number(lambda: min(next(count), 3), every=0.2, label="Count")
    page.goto(serve(demo))
    expect(page.get_by_label("Count")).to_have_value("3")


def test_a_value_that_is_a_function_of_inputs_follows_them(page, serve):
    with gr.Blocks() as demo:
        number = gr.Number(2, label="Number")
        gr.Number(lambda number: number * 2, inputs=number, label="Double")
    page.goto(serve(demo))
    expect(page.get_by_label("Double")).to_have_value("4")
    page.get_by_label("Number").fill("5")
    expect(page.get_by_label("Double")).to_have_value("10")


def test_a_tab_that_is_selected_starts_its_event(page, serve):
    with gr.Blocks() as demo:
        with gr.Tabs():
            gr.Tab("One")
            second = gr.Tab("Two")
        seen = gr.Textbox(label="Seen")
        second.select(lambda: "two", None, seen)
    page.goto(serve(demo))
    page.get_by_role("tab", name="Two").click()
    expect(page.get_by_label("Seen")).to_have_value("two")
