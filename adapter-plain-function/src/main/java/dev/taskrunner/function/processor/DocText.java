package dev.taskrunner.function.processor;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Javadoc comment as plain words. */
final class DocText {
    private static final Pattern BLOCK_TAG = Pattern.compile("(?m)^\\s*@(\\w+)");
    private static final Pattern INLINE_TAG = Pattern.compile("\\{@\\w+\\s+([^{}]*)\\}");
    private static final Pattern LINK_WITH_LABEL = Pattern.compile("\\{@link(?:plain)?\\s+[^\\s{}]+\\s+([^{}]*)\\}");

    private DocText() {}

    /** What stands before the first block tag. */
    static String summary(String comment) {
        Matcher tag = BLOCK_TAG.matcher(comment);
        return plain(tag.find() ? comment.substring(0, tag.start()) : comment);
    }

    /** The words of each {@code @param}, by name. */
    static Map<String, String> parameters(String comment) {
        Map<String, String> found = new LinkedHashMap<>();
        Matcher tag = BLOCK_TAG.matcher(comment);
        boolean more = tag.find();
        while (more) {
            String kind = tag.group(1);
            int from = tag.end();
            more = tag.find();
            String[] words = comment.substring(from, more ? tag.start() : comment.length())
                    .strip()
                    .split("\\s+", 2);
            if (kind.equals("param") && words.length == 2) {
                found.put(words[0], plain(words[1]));
            }
        }
        return found;
    }

    private static String plain(String text) {
        String labels = LINK_WITH_LABEL.matcher(text).replaceAll("$1");
        String words = INLINE_TAG.matcher(labels).replaceAll("$1").replaceAll("<[^>]+>", " ");
        return words.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&")
                .replaceAll("\\s+", " ")
                .strip();
    }
}
