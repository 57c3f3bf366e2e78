from iface import Timer


def test_it_tells_the_page_how_often_it_ticks(show):
    html = show(Timer(2), 2)
    assert 'data-seconds="2"' in html and 'data-active="true"' in html


def test_it_can_stand_still(show):
    assert 'data-active="false"' in show(Timer(2, active=False), 2)
