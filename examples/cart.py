"""A cart: one event changes a State, and what shows it follows by `.change`."""

import iface

with iface.Blocks(title="Cart") as demo:
    iface.Markdown("# Cart\nEach page has a cart of its own. What shows it follows whatever changes it.")
    cart = iface.State([])
    with iface.Row():
        with iface.Column(variant="panel"):
            chosen = iface.CheckboxGroup(["Cereal", "Milk", "Orange Juice", "Water"], label="On the shelf")
            with iface.Row(variant="actions"):
                put = iface.Button("Put into the cart", variant="primary")
                empty = iface.Button("Empty the cart")
        with iface.Column(variant="output"):
            size = iface.Number(0, label="Items", interactive=False)
            listed = iface.Markdown("Nothing yet.")

    @put.click(inputs=[chosen, cart], outputs=[chosen, cart])
    def put_in(chosen: list[str], cart: list[str]):
        return [], cart + chosen

    @empty.click(outputs=cart)
    def take_out():
        return []

    @cart.change(inputs=cart, outputs=[size, listed])
    def show(cart: list[str]):
        counted = (f"- {cart.count(item)} x {item}" for item in dict.fromkeys(cart))
        return len(cart), "\n".join(counted) or "Nothing yet."


if __name__ == "__main__":
    demo.launch()
