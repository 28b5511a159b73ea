package dev.taskrunner.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The messages between people and chatbots (classic protocol §11.2), and our one addition: an answer bit by bit. */
final class ChatWire {
    static final String OPENED = "opened";
    static final String CHAT = "chat";
    static final String CLEAR = "clear";
    static final String CANCEL = "cancel";
    static final String GET_TOOLKITS = "get_thread_toolkit_builders";
    static final String TOOLKITS = "set_thread_tool_providers";
    static final String LISTENING = "listening";
    static final String THINKING = "thinking";
    /** Ours: a piece of an answer, for those who said {@code stream: true}. */
    static final String DELTA = "chat.delta";
    /** Ours: how far a tool is, for the same. */
    static final String PROGRESS = "chat.progress";
    /** Ours: what was said before, for who said {@code history: N} with {@code opened}. */
    static final String HISTORY = "chat.history";

    private ChatWire() {}

    static boolean isForUs(String type) {
        return switch (type) {
            case OPENED, CHAT, CLEAR, CANCEL, GET_TOOLKITS -> true;
            default -> false;
        };
    }

    static Map<String, Object> chat(String path, String text) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("path", path);
        message.put("text", text);
        message.put("type", CHAT);
        return message;
    }

    static Map<String, Object> signal(String path, String name, boolean value) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("path", path);
        message.put(name, value);
        return message;
    }

    static Map<String, Object> delta(String path, String text) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("path", path);
        message.put("text", text);
        return message;
    }

    static Map<String, Object> progress(
            String path, @Nullable Double fraction, @Nullable String text, List<String> chain) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("path", path);
        message.put("fraction", fraction);
        message.put("text", text);
        message.put("chain", chain);
        return message;
    }

    static Map<String, Object> toolkits(String path, List<String> names) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("path", path);
        message.put(
                "tool_providers",
                names.stream().map(name -> Map.of("name", name)).toList());
        return message;
    }

    /** What was said, with a note for each attachment. */
    static String text(Map<String, Object> message) {
        StringBuilder text = new StringBuilder(message.get("text") instanceof String given ? given : "");
        for (String path : attachments(message)) {
            text.append(text.isEmpty() ? "" : "\n")
                    .append("(attached the room's file ")
                    .append(path)
                    .append(')');
        }
        return text.toString();
    }

    /** The paths of the files that were attached. */
    static List<String> attachments(Map<String, Object> message) {
        List<String> paths = new ArrayList<>();
        if (message.get("attachments") instanceof List<?> attachments) {
            for (Object one : attachments) {
                if (one instanceof Map<?, ?> file && file.get("path") instanceof String path) {
                    paths.add(path);
                }
            }
        }
        return paths;
    }
}
