package dev.taskrunner.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Keeps {@code docs/current-checklist.md} true: every item of the checklist has a test that names its number. */
class ChecklistTest {
    private static final int ITEMS = 58;
    private static final Path DOCS = Repository.root().resolve("docs");
    private static final Pattern ROW = Pattern.compile("^\\| (\\d+) \\|[^|]+\\|([^|]+)\\|$", Pattern.MULTILINE);
    private static final Pattern TEST = Pattern.compile("\\[(\\w+)](?!:)");
    private static final Pattern LINK = Pattern.compile("^\\[(\\w+)]: (.+)$", Pattern.MULTILINE);
    private static final Pattern NAMES = Pattern.compile("@DisplayName\\(\\s*\"([^\"]*)\"");
    private static final Pattern SCENARIO = Pattern.compile("^// (current \\d.*)$", Pattern.MULTILINE);
    private static final Pattern NUMBER = Pattern.compile("\\bcurrent (\\d+)\\b");

    @Test
    @DisplayName("every item has a test, and the table names all that say its number, and no others")
    void tableIsTrue() throws IOException {
        String page = Files.readString(DOCS.resolve("current-checklist.md"));
        Map<String, String> files = links(page);
        Map<Integer, Set<String>> table = new TreeMap<>();
        Matcher rows = ROW.matcher(page);
        while (rows.find()) {
            table.put(Integer.valueOf(rows.group(1)), tests(rows.group(2), files));
        }
        Map<Integer, Set<String>> found = found();
        assertThat(found).hasSize(ITEMS).containsKeys(1, ITEMS);
        assertThat(table).isEqualTo(found);
    }

    /** All tests and scenarios that say a number. */
    private static Map<Integer, Set<String>> found() throws IOException {
        Map<Integer, Set<String>> found = new TreeMap<>();
        Repository.sources().forEach(source -> collect(source, found));
        try (Stream<Path> scenarios = Files.list(Repository.root().resolve("conformance/npm/scenarios"))) {
            for (Path scenario : scenarios.toList()) {
                String name = scenario.getFileName().toString();
                note(SCENARIO.matcher(Files.readString(scenario)), name, found);
            }
        }
        return found;
    }

    /** The files that the page's names stand for. */
    private static Map<String, String> links(String page) {
        Map<String, String> files = new TreeMap<>();
        Matcher matcher = LINK.matcher(page);
        while (matcher.find()) {
            Path file = DOCS.resolve(matcher.group(2));
            assertThat(file).exists();
            assertThat(file.getFileName().toString()).startsWith(matcher.group(1) + ".");
            files.put(matcher.group(1), file.getFileName().toString());
        }
        return files;
    }

    /** The tests and scenarios of a row. */
    private static Set<String> tests(String cell, Map<String, String> files) {
        Set<String> tests = new TreeSet<>();
        Matcher matcher = TEST.matcher(cell);
        while (matcher.find()) {
            tests.add(files.getOrDefault(matcher.group(1), matcher.group(1) + " has no link"));
        }
        return tests;
    }

    private static void collect(SourceFile source, Map<Integer, Set<String>> found) {
        String name = source.simpleName() + ".java";
        note(NAMES.matcher(name.endsWith("Test.java") ? source.text() : ""), name, found);
    }

    private static void note(Matcher places, String file, Map<Integer, Set<String>> found) {
        while (places.find()) {
            Matcher numbers = NUMBER.matcher(places.group(1));
            while (numbers.find()) {
                found.computeIfAbsent(Integer.valueOf(numbers.group(1)), number -> new TreeSet<>())
                        .add(file);
            }
        }
    }

    @Test
    @DisplayName("only what is shown as a test's name counts")
    void onlyNames() {
        Map<Integer, Set<String>> found = new TreeMap<>();
        String text = "class ATest {\n @DisplayName(\n \"§13-1, current 7, current 8: x\") void a() {}\n // current 9\n"
                + " String s = \"current 10\";\n}";
        collect(new SourceFile("m/src/test/java/ATest.java", text), found);
        collect(new SourceFile("m/src/test/java/Helper.java", text), found);
        assertThat(found).isEqualTo(Map.of(7, Set.of("ATest.java"), 8, Set.of("ATest.java")));
    }
}
