package dev.taskrunner;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The conversation that a task works on: made fresh for each ask by {@link TaskRunner#initChatContext()}. For one thread at
 * a time.
 */
public final class ChatContext {
    private final List<Map<String, Object>> messages = new ArrayList<>();
    private @Nullable String systemRole;

    /** A conversation without messages. */
    public ChatContext() {
        // Starts empty.
    }

    /**
     * Adds a message.
     *
     * @param role {@code user}, {@code assistant} or {@code system}
     * @param content the text
     * @return this
     */
    public ChatContext add(String role, String content) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("role", role);
        message.put("content", content);
        messages.add(Collections.unmodifiableMap(message));
        return this;
    }

    /**
     * Adds a conversation as it travels: {@code {"messages": [{"role", "content"}…]}}. Lenient: what is no message with a role
     * and a text is left out. Whoever asks gives a runner no rules: a message is one of the {@code assistant} or else, whatever
     * role it names, one of the {@code user}, and the role for rules is not taken over.
     *
     * @param conversation plain Java of its JSON
     * @return this
     */
    public ChatContext addAll(Map<?, ?> conversation) {
        if (conversation.get("messages") instanceof List<?> given) {
            for (Object message : given) {
                if (message instanceof Map<?, ?> one
                        && one.get("role") instanceof String role
                        && one.get("content") instanceof String content) {
                    add("assistant".equals(role) ? role : "user", content);
                }
            }
        }
        return this;
    }

    /**
     * The messages so far.
     *
     * @return role and content of each, in order; a read-only view
     */
    public List<Map<String, Object>> messages() {
        return Collections.unmodifiableList(messages);
    }

    /**
     * The role that rules are given in.
     *
     * @return for example {@code developer}; null for the model's default
     */
    public @Nullable String systemRole() {
        return systemRole;
    }

    /**
     * Sets the role that rules are given in.
     *
     * @param role for example {@code developer}; null for the model's default
     * @return this
     */
    public ChatContext systemRole(@Nullable String role) {
        this.systemRole = role;
        return this;
    }
}
