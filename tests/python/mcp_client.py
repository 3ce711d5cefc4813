"""The official Python client of the Model Context Protocol against a server with data in it: lists
and calls every tool, over HTTP and over `omni mcp` on standard input and output.
"""

import asyncio
import contextlib
import json
import os
import sys

from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import create_mcp_http_client, streamable_http_client

from live_server import BUSINESS, PEOPLE, live_server, omni

# Those that a specification names; the server may list more.
NAMED = {
    "omni_list_instances", "omni_get_instance", "omni_create_instance", "omni_restart_instance",
    "omni_send_message", "omni_search_messages", "omni_search_persons",
    "omni_get_person_presence", "omni_get_timeline", "omni_check_access", "omni_status",
}


def content(result):
    """A tool's result, which is the same as text and as data."""
    assert not result.is_error, result.content
    assert json.loads(result.content[0].text) == result.structured_content
    return result.structured_content


async def groups(call):
    """A group from its making to the return of the one who left it."""
    first, second = (f"+{number}" for number, _ in PEOPLE[:2])
    made = await call("omni_create_group", instance="shop", subject="Plans", participants=[first])
    group = {"instance": "shop", "group": made["groupId"]}
    assert (await call("omni_update_group", **group, description="Of the week"))["updated"] is True
    changed = await call(
        "omni_change_group_participants", **group, action="add", participants=[second]
    )
    assert changed["participants"][0]["success"], changed
    # Its chat is stored with the network's notification.
    members = None
    for _ in range(200):
        with contextlib.suppress(AssertionError):
            members = await call("omni_list_group_participants", **group)
            assert members["total"] == 3
            break
        await asyncio.sleep(0.05)
    assert members and members["total"] == 3, members
    waiting = await call("omni_list_join_requests", **group)
    assert waiting["items"] == [], waiting
    answered = await call(
        "omni_answer_join_requests", **group, approve=False, participants=[second]
    )
    assert len(answered["participants"]) == 1, answered
    invite = await call("omni_get_group_invite", **group)
    assert (await call("omni_leave_group", **group))["left"] is True
    joined = await call("omni_join_group", instance="shop", invite=invite["inviteUrl"])
    assert joined == {"groupId": made["groupId"], "isPending": False}, joined


async def newsletters(call, server, mark: str):
    """Posts in a newsletter of the instance's own."""
    path = f"/instances/{server.instance}/newsletters"
    made = server.api("POST", path, {"name": f"News {mark}"})["newsletterId"]
    listed = await call("omni_list_newsletters", instance="shop")
    assert made in {one["newsletterId"] for one in listed["items"]}, listed
    await call("omni_send_message", instance="shop", to=made, text="we are open")
    posts = await call("omni_list_newsletter_posts", instance="shop", newsletter=made)
    assert posts["items"][0]["text"] == "we are open", posts
    followed = await call("omni_follow_newsletter", instance="shop", newsletter=made)
    assert followed["isFollowed"] is True, followed


async def webhooks(call, server, mark: str):
    """An endpoint at which nothing listens."""
    url, events = "http://127.0.0.1:9/hook", ["message.received"]
    hook = await call("omni_create_webhook", url=url, events=events, instance="shop")
    assert hook["secret"].startswith("whsec_"), hook
    endpoint = hook["endpoint"]["id"]
    hooks = (await call("omni_list_webhooks"))["items"]
    assert endpoint in {one["id"] for one in hooks}, hooks
    tested = await call("omni_test_webhook", endpointId=endpoint)
    assert tested["delivered"] is False and tested["response"]["error"], tested
    text = {"to": BUSINESS, "type": "text", "text": f"for a webhook, over {mark}"}
    server.phone(f"/{PEOPLE[0][0]}/send", text)
    tried = []
    for _ in range(200):
        # Any of them: earlier messages may still be arriving.
        listed = await call("omni_list_webhook_deliveries", endpointId=endpoint, event=events[0])
        tried = [one for one in listed["items"] if one["attemptCount"]]
        if tried:
            break
        await asyncio.sleep(0.05)
    delivery = await call("omni_get_webhook_delivery", deliveryId=tried[0]["id"])
    assert delivery["attempts"][0]["response"]["error"], delivery
    since = "2020-01-01T00:00:00Z"
    replayed = await call("omni_replay_webhook_deliveries", endpointId=endpoint, since=since)
    assert replayed["replayed"] == 0, replayed


async def agents(call, mark: str):
    """An agent from its making to its answer for no one; nothing listens where it is asked."""
    settings = {"apiUrl": "http://127.0.0.1:9/v1", "apiKey": "k", "model": "tiny", "prompt": "Be kind."}
    made = await call("omni_create_agent", name=f"Agent {mark}", settings=settings)
    agent = {"agentId": made["id"]}
    listed = await call("omni_list_agents", sharedOnly=True)
    assert made["id"] in {one["id"] for one in listed["items"]}, listed
    changed = await call("omni_update_agent", **agent, settings={"prompt": ""})
    assert changed["version"] == 2 and changed["settings"]["prompt"] is None, changed
    versions = (await call("omni_list_agent_versions", **agent))["items"]
    assert [one["version"] for one in versions] == [2, 1], versions
    assert all(one["changedBy"].startswith("api_key:") for one in versions), versions
    restored = await call("omni_restore_agent_version", **agent, version=1)
    assert restored["settings"]["prompt"] == "Be kind.", restored
    added = await call("omni_create_agent_document", **agent, name="Prices", text="Tea is 3 €.")
    documents = (await call("omni_list_agent_documents", **agent))["items"]
    assert documents == [added] and added["passages"] == 1, documents
    deleted = await call("omni_delete_agent_document", **agent, documentId=added["id"])
    assert deleted == {"documentId": added["id"], "deleted": True}, deleted
    other = (await call("omni_create_instance", name=f"quiet {mark}", channel="whatsapp-baileys"))["id"]
    deployed = await call("omni_deploy_agent", **agent, instances=[other])
    assert [one["id"] for one in deployed["instances"]] == [other], deployed
    ended = await call("omni_deploy_agent", **agent, instances=[other], undeploy=True)
    assert ended["instances"] == [], ended
    # Both changes of its documents are versions.
    assert (await call("omni_get_agent", **agent))["version"] == 5


async def drive(client: Client, server, mark: str):
    tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    missing = NAMED - tools.keys()
    assert not missing, f"not listed: {missing}"
    called = set()

    async def call(name: str, /, **arguments):
        called.add(name)
        schema = tools[name].input_schema
        assert set(schema.get("required", [])) <= arguments.keys() <= set(schema.get("properties", {})), name
        return content(await client.call_tool(name, arguments))

    shop = (await call("omni_list_instances", limit=1))["items"][0]
    assert shop["name"] == "shop" and shop["isConnected"], shop
    assert (await call("omni_get_instance", instance="shop"))["id"] == server.instance
    found = await call("omni_search_messages", query="bike", instance="shop", direction="inbound")
    assert len(found["items"]) >= len(PEOPLE), found
    words = await call("omni_find_messages", query="bike", instance="shop", limit=5)
    assert words["items"] and words["items"][0]["instanceId"] == server.instance, words
    persons = await call("omni_search_persons", search="Ana")
    person = persons["items"][0]["id"]
    presence = await call("omni_get_person_presence", personId=person)
    assert presence["summary"]["totalIdentities"] == 1, presence
    timeline = await call("omni_get_timeline", personId=person, limit=5)
    assert timeline["items"], timeline
    access = await call("omni_check_access", instance="shop", platformUserId=PEOPLE[0][0])
    assert access["allowed"] is True, access
    sent = await call(
        "omni_send_message", instance="shop", to=person, text="from an agent", idempotencyKey=mark
    )
    assert sent["status"] in ("sent", "delivered", "read", "queued"), sent
    card = await call("omni_send_contact", instance="shop", to=person, name="Bo", phone="+15550003333")
    assert card["messageId"], card
    place = await call("omni_send_location", instance="shop", to=person, latitude=-23.5, longitude=-46.5)
    assert place["messageId"], place
    forwarded = await call("omni_forward_message", messageId=sent["messageId"], to=person)
    assert forwarded["messageId"] != sent["messageId"], forwarded
    reaction = await call("omni_react", messageId=found["items"][0]["messageId"], emoji="👍")
    assert reaction["status"] == "queued", reaction
    poll = await call(
        "omni_send_poll", instance="shop", to=person, question="When?", options=["now", "later"]
    )
    assert poll["status"] in ("sent", "delivered", "read", "queued"), poll
    answers = await call("omni_get_answers", messageId=poll["messageId"])
    assert [one["name"] for one in answers["options"]] == ["now", "later"], answers
    event = await call(
        "omni_send_event", instance="shop", to=person, name="Tea", startsAt="2030-01-02T03:04:05Z"
    )
    assert event["status"] in ("sent", "delivered", "read", "queued"), event
    pinned = await call("omni_pin_message", messageId=sent["messageId"], days=1)
    assert pinned["status"] == "queued", pinned
    edited = await call("omni_edit_message", messageId=sent["messageId"], text="from an agent!")
    assert edited["status"] == "queued", edited
    deleted = await call("omni_delete_message", messageId=poll["messageId"])
    assert deleted["status"] == "queued", deleted
    chat = await call("omni_update_chat", instance="shop", chat=sent["chatId"], archived=True)
    assert chat["archived"] is True, chat
    label = server.api("POST", f"/instances/{server.instance}/labels", {"name": f"Paid {mark}"})["id"]
    labels = (await call("omni_list_labels", instance="shop"))["items"]
    assert label in {one["labelId"] for one in labels}, labels
    labelled = await call("omni_set_label", instance="shop", label=label, chat=sent["chatId"])
    assert label in labelled["labels"], labelled
    products = await call("omni_list_products", instance="shop", business=PEOPLE[0][0])
    assert products == {"items": [], "next": None}, products
    for unblock in (False, True):
        blocked = await call("omni_block_contact", instance="shop", contact=PEOPLE[2][0], unblock=unblock)
        assert blocked["isBlocked"] is not unblock, blocked
    # No one here is a business, and no one calls.
    for tool, arguments in [
        ("omni_get_business", {"business": PEOPLE[0][0]}),
        ("omni_reject_call", {"callId": "none"}),
    ]:
        called.add(tool)
        refused = await client.call_tool(tool, {"instance": "shop", **arguments})
        assert refused.is_error and "NOT_FOUND" in refused.content[0].text, refused
    limits = await call("omni_get_limits", instance="shop")
    assert limits["restriction"] is None and limits["ban"] is None, limits
    number = await call("omni_check_number", instance="shop", recipient=f"+{PEOPLE[0][0]}")
    assert number["exists"] is True, number
    seen = await call("omni_get_presence", instance="shop", contact=PEOPLE[0][0])
    assert seen["platformUserId"].startswith(PEOPLE[0][0]), seen
    posted = await call("omni_post_status", instance="shop", text="open till six")
    assert posted["messageId"], posted
    await groups(call)
    await newsletters(call, server, mark)
    await webhooks(call, server, mark)
    await agents(call, mark)
    # Nothing listens where the agent would be asked.
    called.add("omni_test_agent")
    settings = {"apiUrl": "http://127.0.0.1:9/v1", "apiKey": "k"}
    made = await call("omni_create_agent", name="closed", settings=settings)
    refused = await client.call_tool("omni_test_agent", {"agentId": made["id"], "text": "hi"})
    assert refused.is_error and "AGENT_UNAVAILABLE" in refused.content[0].text, refused
    executions = await call("omni_list_executions", instance="shop")
    assert executions == {"items": [], "hasMore": False}, executions
    made = await call("omni_create_instance", name=f"made over {mark}", channel="whatsapp-baileys")
    restarted = await call("omni_restart_instance", instance=made["id"])
    assert restarted["waitsForQrScan"] is True, restarted
    assert (await call("omni_status"))["status"] == "healthy"
    assert called == tools.keys(), f"never called: {tools.keys() - called}"

    refused = await client.call_tool("omni_get_instance", {"instance": "missing"})
    assert refused.is_error and "NOT_FOUND" in refused.content[0].text, refused

    resources = (await client.list_resources()).resources
    kinds = {str(resource.uri).split("/")[2] for resource in resources}
    assert kinds == {"chats", "persons"}, kinds
    templates = (await client.list_resource_templates()).resource_templates
    assert len(templates) == 2, templates
    for kind in kinds:
        uri = next(str(one.uri) for one in resources if str(one.uri).split("/")[2] == kind)
        read = await client.read_resource(uri)
        assert json.loads(read.contents[0].text), uri


async def main():
    with live_server() as server:
        async with create_mcp_http_client(headers={"x-api-key": server.key}, ) as http:
            async with Client(streamable_http_client(f"{server.url}/mcp", http_client=http)) as client:
                await drive(client, server, "HTTP")
        print("every tool answers over HTTP")
        # The older handshake, which most clients still use.
        async with create_mcp_http_client(headers={"authorization": f"Bearer {server.key}"}) as http:
            transport = streamable_http_client(f"{server.url}/mcp", http_client=http)
            async with Client(transport, mode="legacy") as client:
                await drive(client, server, "the older handshake")
        print("every tool answers after the older handshake")
        command = StdioServerParameters(
            command=str(omni()), args=["mcp", "--url", server.url],
            env={"OMNI_API_KEY": server.key, "PATH": os.environ.get("PATH", "")},
        )
        async with Client(command) as client:
            await drive(client, server, "stdio")
        print("every tool answers over standard input and output")
        async with Client(command, mode="legacy") as client:
            assert (await client.list_tools()).tools
        status = server.api("GET", "/mcp/status")
        assert any(client.get("lastSeen") for client in status["clients"]), status


if __name__ == "__main__":
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            del os.environ[name]  # All requests are local.
    sys.exit(asyncio.run(asyncio.wait_for(main(), 240)))
