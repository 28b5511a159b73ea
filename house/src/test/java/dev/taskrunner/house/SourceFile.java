package dev.taskrunner.house;

import java.util.regex.Pattern;

/** One Java file; {@code path} is relative to the repository and uses slashes. */
record SourceFile(String path, String text) {
    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/", Pattern.DOTALL);

    String module() {
        return path.substring(0, path.indexOf('/'));
    }

    boolean isMain() {
        return path.contains("/src/main/");
    }

    /** Main code that users get: its public types and methods are API. */
    boolean isApi() {
        return isMain() && !Repository.UNPUBLISHED.contains(module());
    }

    /** Lines of code: neither blank nor comment, or documented code would need more tests than undocumented code. */
    int codeLineCount() {
        return (int) COMMENT.matcher(text)
                .replaceAll("")
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("//"))
                .count();
    }

    int lineCount() {
        return (int) text.lines().count();
    }

    String simpleName() {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return name.substring(0, name.length() - ".java".length());
    }
}
