package dev.taskrunner.house;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** The budgets of the house style. The sums hold for all files together, the rest for each file, method or type. */
final class Budgets {

    static final int FILE_LINES = 500;
    static final int FILE_LINES_P95 = 300;
    static final int METHOD_LINES = 70;
    static final int METHOD_LINES_P95 = 20;
    /** Of methods and constructors. Components of a record are not counted: a record mirrors a message. */
    static final int PARAMETERS = 7;
    /** Public and protected types, nested ones too, as a share of all types in published main code. */
    static final int PUBLIC_PERCENT = 55;
    /** Tests need not outweigh these: examples and benchmarks are programs to run. */
    private static final Set<String> OUTSIDE_TEST_RATIO =
            Set.of("examples", "examples-kotlin", "taskrunner-benchmarks");

    private final Facts facts;
    private final List<Finding> findings;

    private Budgets(Facts facts) {
        this.facts = facts;
        this.findings = new ArrayList<>(facts.findings);
    }

    static List<Finding> check(List<SourceFile> files) {
        Budgets budgets = new Budgets(SourceParser.parse(files));
        budgets.checkFiles();
        budgets.checkMethods();
        budgets.checkJavadoc();
        budgets.checkPublicShare();
        budgets.checkTestLines();
        return budgets.findings;
    }

    private void checkFiles() {
        for (SourceFile file : facts.files) {
            if (file.lineCount() > FILE_LINES) {
                String message = file.lineCount() + " lines, at most " + FILE_LINES;
                findings.add(new Finding("file-length", file.path(), 1, "", message));
            }
        }
        checkP95("file-length-p95", FILE_LINES_P95, facts.files, SourceFile::lineCount, SourceFile::path);
    }

    private void checkMethods() {
        for (Facts.Method method : facts.methods) {
            if (method.shape().lines() > METHOD_LINES) {
                add("method-length", method, method.shape().lines() + " lines, at most " + METHOD_LINES);
            }
            if (method.shape().parameters() > PARAMETERS) {
                add("parameters", method, method.shape().parameters() + " parameters, at most " + PARAMETERS);
            }
        }
        List<Facts.Method> withBody = facts.methods.stream()
                .filter(method -> method.shape().lines() > 0)
                .toList();
        checkP95(
                "method-length-p95",
                METHOD_LINES_P95,
                withBody,
                method -> method.shape().lines(),
                method -> method.file().path() + ":" + method.line() + " " + method.name());
    }

    private void checkJavadoc() {
        for (Facts.Type type : facts.types) {
            if (type.file().isApi() && type.visible() && !type.documented()) {
                findings.add(new Finding("javadoc", type.file().path(), type.line(), type.name(), "has no Javadoc"));
            }
        }
        for (Facts.Method method : facts.methods) {
            if (method.api() && !method.documented()) {
                add("javadoc", method, "has no Javadoc");
            }
        }
    }

    private void checkPublicShare() {
        List<Facts.Type> types =
                facts.types.stream().filter(type -> type.file().isApi()).toList();
        long visible = types.stream().filter(Facts.Type::visible).count();
        if (visible * 100 > (long) PUBLIC_PERCENT * types.size()) {
            addSum(
                    "public-share",
                    visible + " of " + types.size() + " types are public, at most " + PUBLIC_PERCENT + " %");
        }
    }

    private void checkTestLines() {
        int main = 0;
        int test = 0;
        for (SourceFile file : facts.files) {
            if (OUTSIDE_TEST_RATIO.contains(file.module())) {
                continue;
            }
            if (file.isMain() && file.module().equals("taskrunner-testing")) {
                continue; // contract suites and what they need: tests that others run, neither side of the scale
            }
            if (file.isMain()) {
                main += file.codeLineCount();
            } else {
                test += file.codeLineCount();
            }
        }
        if (test < main) {
            addSum("test-lines", test + " lines of tests for " + main + " of main code");
        }
    }

    private <T> void checkP95(String rule, int limit, List<T> all, ToIntFunction<T> size, Function<T, String> place) {
        if (all.isEmpty()) {
            return;
        }
        List<T> sorted = all.stream().sorted(Comparator.comparingInt(size)).toList();
        int p95 = size.applyAsInt(sorted.get((sorted.size() * 95 + 99) / 100 - 1));
        if (p95 <= limit) {
            return;
        }
        StringBuilder message =
                new StringBuilder(p95 + " lines at the 95th percentile, at most " + limit + "; longer:");
        for (int i = sorted.size() - 1; i >= 0 && size.applyAsInt(sorted.get(i)) > limit; i--) {
            message.append("\n    ").append(size.applyAsInt(sorted.get(i))).append(' ');
            message.append(place.apply(sorted.get(i)));
        }
        addSum(rule, message.toString());
    }

    private void add(String rule, Facts.Method method, String message) {
        findings.add(new Finding(rule, method.file().path(), method.line(), method.name(), message));
    }

    /** A breach of the whole code base, which no exception excuses. */
    private void addSum(String rule, String message) {
        findings.add(new Finding(rule, ".", 0, "", message));
    }
}
