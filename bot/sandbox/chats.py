"""The methods that tell about chats and their members, and the few that change a chat."""

from bot.sandbox.cast import Chat
from bot.sandbox.params import Params
from bot.sandbox.refusal import Json, bad_request
from bot.sandbox.stage import Stage

LONGEST_TOPIC = 128
ACCEPTED_GIFTS = {
    "unlimited_gifts": False,
    "limited_gifts": False,
    "unique_gifts": False,
    "premium_subscription": False,
    "gifts_from_channels": False,
}
RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_manage_topics",
)
TOPIC_COLOURS = frozenset({7322096, 16766590, 13338331, 9367192, 16749490, 16478047})


def get_chat(stage: Stage, params: Params) -> object:
    """getChat."""
    chat = stage.readable(params.get("chat_id"))
    details: Json = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": ACCEPTED_GIFTS}
    if chat.type != "private":
        may = not chat.read_only
        details["permissions"] = {"can_send_messages": may, "can_send_photos": may}
    return stage.chat(chat) | details


def get_chat_member(stage: Stage, params: Params) -> object:
    """getChatMember."""
    chat = stage.readable(params.get("chat_id"))
    user_id = params.number("user_id")
    user = stage.user(user_id)
    if user is None:
        raise bad_request("user not found")
    if user_id == stage.bot.id:
        return member(user, chat.bot)
    return member(user, _status(chat, user_id))


def get_chat_administrators(stage: Stage, params: Params) -> object:
    """getChatAdministrators: other bots are none here, and this one only where it was asked for."""
    chat = stage.readable(params.get("chat_id"))
    if chat.type == "private":
        raise bad_request("there are no administrators in the private chat")
    known = [(user_id, stage.user(user_id)) for user_id in sorted(chat.admins)]
    admins = [member(user, _status(chat, user_id)) for user_id, user in known if user]
    if chat.bot == "administrator" and params.flag("return_bots"):
        admins.append(member(stage.bot.user(), chat.bot))
    return admins


def get_chat_member_count(stage: Stage, params: Params) -> object:
    """getChatMemberCount; the bot counts."""
    chat = stage.readable(params.get("chat_id"))
    return len(chat.members) + 1


def leave_chat(stage: Stage, params: Params) -> object:
    """leaveChat."""
    chat = stage.readable(params.get("chat_id"))
    if chat.type == "private":
        raise bad_request("chat member status can't be changed in private chats")
    chat.bot = "left"
    stage.events.add("state", chat_id=chat.id)
    return True


def create_forum_topic(stage: Stage, params: Params) -> object:
    """createForumTopic; only an administrator may."""
    name = params.text("name").strip()
    if not 1 <= len(name) <= LONGEST_TOPIC:
        raise bad_request("TOPIC_TITLE_EMPTY" if not name else "topic name is too long")
    colour = params.number("icon_color", 7322096)
    if colour not in TOPIC_COLOURS:
        raise bad_request("invalid topic icon color specified")
    chat = stage.readable(params.get("chat_id"))
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    if chat.bot != "administrator":
        raise bad_request("not enough rights to create a topic")
    thread = stage.next_id(chat)
    chat.topics[thread] = name
    stage.events.add("state", chat_id=chat.id)
    return {"message_thread_id": thread, "name": name, "icon_color": colour}


def close_forum_topic(stage: Stage, params: Params) -> object:
    """closeForumTopic."""
    chat, thread = _topic(stage, params)
    if thread in chat.closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    chat.closed.add(thread)
    stage.events.add("state", chat_id=chat.id)
    return True


def delete_forum_topic(stage: Stage, params: Params) -> object:
    """deleteForumTopic, with all its messages."""
    chat, thread = _topic(stage, params)
    del chat.topics[thread]
    chat.closed.discard(thread)
    for number in [number for number, one in chat.messages.items() if one.thread == thread]:
        del chat.messages[number]
    stage.events.add("state", chat_id=chat.id)
    return True


def _topic(stage: Stage, params: Params) -> tuple[Chat, int]:
    """A topic that the bot may change."""
    chat, thread = stage.readable(params.get("chat_id")), params.number("message_thread_id", 0)
    if thread not in chat.topics:
        raise bad_request("message thread not found")
    if chat.bot != "administrator":
        raise bad_request("not enough rights to manage topics")
    return chat, thread


def member(user: Json, status: str) -> Json:
    """A Bot API ChatMember; administrators of the sandbox may do everything."""
    shape: Json = {"status": status, "user": user}
    match status:
        case "administrator":
            shape |= {"can_be_edited": False, "is_anonymous": False} | dict.fromkeys(RIGHTS, True)
        case "creator":
            shape["is_anonymous"] = False
        case "kicked":
            shape["until_date"] = 0
    return shape


def _status(chat: Chat, user_id: int) -> str:
    """The first administrator made the group."""
    if user_id not in chat.members:
        return "left"
    if user_id not in chat.admins:
        return "member"
    return "creator" if user_id == min(chat.admins) else "administrator"
