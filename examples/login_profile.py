"""A profile that a UserState keeps: log in as ann or bob, on as many browsers as you like."""

import iface

EMPTY = {"name": "", "colour": "#3157d5", "visits": 0}
USERS = [("ann", "ann"), ("bob", "bob")]  # elsewhere, keep hashes in a file: see docs/login.md


def greet(request: iface.Request, profile: dict):
    profile = {**profile, "visits": profile["visits"] + 1}
    name = profile["name"] or request.username
    return profile, profile["name"], profile["colour"], f"## Hello {name}\nThis is visit {profile['visits']}."


def save(name: str, colour: str, profile: dict):
    iface.Success("Your profile is kept.")
    return {**profile, "name": name.strip(), "colour": colour}


with iface.Blocks(title="Profile", auth=USERS, auth_message="Try `ann` with the password `ann`.") as demo:
    profile = iface.UserState(EMPTY)
    greeting = iface.Markdown("## Hello")
    with iface.Row():
        name = iface.Textbox(label="Name")
        colour = iface.ColorPicker("#3157d5", label="Colour")
    keep = iface.Button("Keep", variant="primary")
    shown = [profile, name, colour, greeting]
    demo.load(greet, profile, shown)
    keep.click(save, [name, colour, profile], profile).success(greet, profile, shown, api_name=False)

if __name__ == "__main__":
    demo.launch()
