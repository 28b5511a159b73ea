package dev.taskrunner.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file a thread, a line of JSON for each line said. A file's name is made of a digest of the thread's path, since paths come from
 * anybody and must not choose files.
 *
 * <p>{@code known} is the lock and guards itself: what was read or written last, so that files are read once. Files are read and
 * written outside it.
 */
final class FileHistory implements ThreadHistory {
    private static final Logger LOG = LoggerFactory.getLogger(FileHistory.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_LINES = 500;
    private static final int MOST_KNOWN = 200;

    private final ThreadFiles files;
    private final Map<String, List<ChatLine>> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, List<ChatLine>> eldest) {
            return size() > MOST_KNOWN;
        }
    };

    FileHistory(ThreadFiles files) {
        this.files = files;
    }

    @Override
    public List<ChatLine> lines(String path) {
        synchronized (known) {
            List<ChatLine> lines = known.get(path);
            if (lines != null) {
                return lines;
            }
        }
        List<ChatLine> lines = files.read(name(path)).map(FileHistory::parse).orElse(List.of());
        remember(path, lines);
        return lines;
    }

    @Override
    public void add(String path, ChatLine line) {
        List<ChatLine> longer = new ArrayList<>(lines(path));
        longer.add(line);
        List<ChatLine> latest = List.copyOf(longer.subList(Math.max(0, longer.size() - MOST_LINES), longer.size()));
        files.write(name(path), write(latest));
        remember(path, latest);
    }

    @Override
    public void clear(String path) {
        files.delete(name(path));
        remember(path, List.of());
    }

    private void remember(String path, List<ChatLine> lines) {
        synchronized (known) {
            known.put(path, lines);
        }
    }

    static String name(String path) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(path.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest) + ".jsonl";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static byte[] write(List<ChatLine> lines) {
        StringBuilder text = new StringBuilder();
        for (ChatLine line : lines) {
            text.append(JSON.createObjectNode()
                            .put("author", line.author())
                            .put("text", line.text())
                            .put("at", line.at().toString()))
                    .append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static List<ChatLine> parse(byte[] content) {
        List<ChatLine> lines = new ArrayList<>();
        for (String line : new String(content, StandardCharsets.UTF_8).split("\n", -1)) {
            if (!line.isBlank()) {
                lines.add(line(line));
            }
        }
        return List.copyOf(lines);
    }

    private static ChatLine line(String json) {
        try {
            JsonNode tree = JSON.readTree(json);
            return new ChatLine(
                    tree.path("author").asText(),
                    tree.path("text").asText(),
                    Instant.parse(tree.path("at").asText()));
        } catch (JsonProcessingException | DateTimeException e) {
            // The text itself stays out of logs and errors.
            LOG.debug("a line of a thread's file is not one of ours: {}", e.getClass());
            throw new TaskException(ErrorCode.FAILED, "a thread's file is damaged; clear the thread to begin anew");
        }
    }
}
