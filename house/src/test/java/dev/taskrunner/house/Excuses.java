package dev.taskrunner.house;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The exceptions file: takes out what it excuses and complains about lines that excuse nothing. */
final class Excuses {

    private static final Pattern LINE = Pattern.compile("(\\S+) ([^\\s#]+)(?:#(\\S+))? -- (\\S.*)");

    private Excuses() {}

    /** The findings that remain, and one for each line of {@code text} that is malformed or unused. */
    static List<Finding> apply(String text, List<Finding> findings) {
        List<Finding> left = new ArrayList<>(findings);
        Set<Finding> excused = new HashSet<>();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                left.add(complaint(i, "not of the form: rule path[#member] -- reason"));
                continue;
            }
            List<Finding> hits = findings.stream()
                    .filter(finding -> excuses(matcher, finding))
                    .toList();
            if (hits.isEmpty()) {
                left.add(complaint(i, "excuses nothing any more; remove it: " + line));
            }
            excused.addAll(hits);
        }
        left.removeAll(excused);
        return left;
    }

    private static boolean excuses(Matcher line, Finding finding) {
        return finding.line() > 0
                && line.group(1).equals(finding.rule())
                && line.group(2).equals(finding.path())
                && (line.group(3) == null || line.group(3).equals(finding.member()));
    }

    private static Finding complaint(int index, String message) {
        return new Finding("exceptions", "house/src/test/resources/exceptions.txt", index + 1L, "", message);
    }
}
