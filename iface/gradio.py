"""What Gradio programs say that has no meaning here: known names are ignored once, others refused.

A name leaves these lists when iface gives it a meaning.
"""

import logging
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cache
from typing import Any

from iface.errors import DesignError

logger = logging.getLogger("iface")

COMPONENT = frozenset(
    """autocomplete autofocus autoscroll batch_size buttons container copy_button dependencies elem_style
    filterable height html_attributes icon key latex_delimiters line_breaks max_height min_height
    max_choices open padding preserved_by_key rtl sanitize_html show_copy_button show_heading
    show_indices show_reset_button show_select_all size submit_btn stop_btn text_align theme_mode
    validator header_links info_markdown color apply_default_css autofocus_on_load streamable template
    link_target show_row_numbers max_chars show_search pinned_columns show_fullscreen_button row_limits
    column_limits show_share_button streaming webcam_constraints rows fit_columns show_actions_button
    show_export_button width
    x_axis_format y_axis_format stroke_dash stroke_dash_legend_title overlay_point shape shape_legend_title
    size_legend_title color_legend_title color_legend_position vertical group group_title bokeh_version
    waveform_options editable recording playback_position webcam_options watermark
    allow_file_downloads allow_tags bubble_full_width feedback_value likeable reasoning_tags
    resizable show_copy_all_button""".split()
)

LAYOUT = frozenset(
    """fill_height height key max_height min_height preserved_by_key render_children show_progress
    width""".split()
)

INTERFACE = frozenset(
    """allow_duplication analytics_enabled batch
    deep_link fill_height fill_width 
    cache_examples cache_mode example_icons examples_label
    head_paths max_batch_size mode preload_example stream_every time_limit
    validator _api_mode""".split()
)

LAUNCH = frozenset(
    """app_kwargs blocked_paths
    enable_monitoring favicon_path footer_links head_paths
    max_threads mcp_server node_port node_server_name num_workers pwa root_path run_history
    share_server_address share_server_protocol share_server_tls_certificate show_api ssl_certfile
    ssl_keyfile ssl_keyfile_password ssl_verify ssr_mode state_session_capacity strict_cors
    width _app _frontend enable_queue""".split()
)


ENDPOINT = frozenset("queue batch max_batch_size time_limit stream_every".split())

QUEUE = frozenset("api_open status_update_rate concurrency_count live_updates".split())


def settle(
    owner: str, given: Mapping[str, Any], known: Iterable[str], ignored: frozenset[str]
) -> dict[str, Any]:
    """The part of `given` that is known; ignored names are logged once per owner and name.

    Raises:
        DesignError: a name is neither known nor ignored.
    """
    known = frozenset(known)
    for name in given:
        if name in ignored and name not in known:
            _say_ignored(owner, name)
        elif name not in known:
            near = get_close_matches(name, known | ignored, n=1)
            raise DesignError(
                f"{owner} has no parameter called {name!r}.",
                fix=f"Did you mean {near[0]!r}?" if near else f"Use one of: {', '.join(sorted(known))}.",
            )
    return {name: value for name, value in given.items() if name in known}


@cache
def _say_ignored(owner: str, name: str) -> None:
    logger.info("%s: the parameter %r has no meaning here and is ignored.", owner, name)
