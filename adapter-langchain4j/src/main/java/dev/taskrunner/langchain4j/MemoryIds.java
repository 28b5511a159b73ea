package dev.taskrunner.langchain4j;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Ids of memories in the type that an agent's method takes. Text, UUIDs and longs are made of the id alone; an int is too small
 * for that, so those that are taken are remembered, and two memories never have the same. Owned by one method of an agent;
 * {@code this} guards the map. Never forgets, so it is bounded.
 */
final class MemoryIds {
    private static final int MAX_NUMBERS = 100_000;
    private static final Set<Class<?>> NUMBERS = Set.of(int.class, Integer.class);
    private static final Set<Class<?>> LONGS = Set.of(long.class, Long.class);

    private final Class<?> type;
    private final Map<Integer, String> taken = new HashMap<>();

    MemoryIds(Class<?> type) {
        boolean fits = type.isAssignableFrom(String.class)
                || type == UUID.class
                || LONGS.contains(type)
                || NUMBERS.contains(type);
        if (!fits) {
            throw new IllegalArgumentException("its @MemoryId is a " + type.getName()
                    + ", which cannot be made for a caller; make it a String, an Object, a UUID, a long or an int");
        }
        this.type = type;
    }

    Object of(Object id) {
        if (type.isInstance(id)) {
            return id;
        }
        if (NUMBERS.contains(type)) {
            return id instanceof Integer ? id : number(id.toString());
        }
        if (LONGS.contains(type)) {
            return id instanceof Long ? id : hash(id.toString()).getLong();
        }
        return type == UUID.class ? UUID.nameUUIDFromBytes(hash(id.toString()).array()) : id.toString();
    }

    private synchronized Integer number(String id) {
        int number = hash(id).getInt() & Integer.MAX_VALUE;
        while (!taken.getOrDefault(number, id).equals(id)) {
            number = (number + 1) & Integer.MAX_VALUE;
        }
        if (!taken.containsKey(number) && taken.size() >= MAX_NUMBERS) {
            throw new TaskException(ErrorCode.AGENT_BUSY, "this agent remembers as many callers as it can");
        }
        taken.put(number, id);
        return number;
    }

    private static ByteBuffer hash(String text) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
