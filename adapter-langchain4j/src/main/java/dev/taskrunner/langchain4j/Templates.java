package dev.taskrunner.langchain4j;

import java.util.regex.Pattern;

/**
 * LangChain4j takes the text of some parameters for a template: {@code {{x}}} in what a caller says would fail or, worse, be
 * filled in. An invisible joiner between the braces keeps them from being one; answers lose it again.
 */
final class Templates {
    private static final String JOINER = "\u2060";
    private static final Pattern VARIABLE = Pattern.compile("\\{(?=\\{)");

    private static final Pattern ESCAPED = Pattern.compile("\\{" + JOINER + "(?=\\{)");

    private Templates() {}

    static String escaped(String text) {
        return VARIABLE.matcher(text).replaceAll("{" + JOINER);
    }

    static String restored(String text) {
        return text.contains(JOINER) ? ESCAPED.matcher(text).replaceAll("{") : text;
    }
}
