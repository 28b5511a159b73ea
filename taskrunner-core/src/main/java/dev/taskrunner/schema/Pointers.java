package dev.taskrunner.schema;

import com.networknt.schema.path.NodePath;

/** JSON pointers (RFC 6901) as text. Pure functions. */
final class Pointers {

    private Pointers() {}

    /** Writes the first segments of a path. */
    static String prefix(NodePath path, int segments) {
        StringBuilder pointer = new StringBuilder();
        for (int i = 0; i < Math.min(segments, path.getNameCount()); i++) {
            pointer.append('/').append(escape(String.valueOf(path.getElement(i))));
        }
        return pointer.toString();
    }

    static String of(NodePath path) {
        return prefix(path, Integer.MAX_VALUE);
    }

    static String member(String pointer, String name) {
        return pointer + "/" + escape(name);
    }

    static String escape(String segment) {
        return segment.replace("~", "~0").replace("/", "~1");
    }
}
