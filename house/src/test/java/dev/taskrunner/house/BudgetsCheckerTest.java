package dev.taskrunner.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Made-up sources, one per rule: the checker must report each, and nothing about the innocent ones. */
class BudgetsCheckerTest {

    private static final String MAIN = "taskrunner-core/src/main/java/dev/taskrunner/";
    private static final String TEST = "taskrunner-core/src/test/java/dev/taskrunner/";

    /** Enough hidden types and test lines that the sums hold. */
    private static final List<SourceFile> BALLAST = List.of(
            new SourceFile(MAIN + "Hidden.java", "class H1 {} class H2 {} class H3 {} class H4 {}"),
            new SourceFile(TEST + "LongTest.java", "class LongTest {" + "\n;".repeat(250) + "}"),
            new SourceFile(TEST + "LongerTest.java", "class LongerTest {" + "\n;".repeat(290) + "}"));

    @Test
    void acceptsAnInnocentFile() {
        assertThat(check("""
                /** Documented. */
                public record Point(int x, int y) {
                    public Point {
                        if (x < 0) throw new IllegalArgumentException("x");
                    }
                    public int x() { return x; }
                    @Override public String toString() { return ""; }
                    int hidden() { return 1; }
                    /** Documented. */
                    public enum Colour { RED, GREEN }
                }
                """)).isEmpty();
    }

    @Test
    void reportsAFileThatIsTooLong() {
        assertThat(check("/** D. */\npublic class A {" + "\n".repeat(500) + "}"))
                .extracting(Finding::rule)
                .contains("file-length");
    }

    @Test
    void reportsFilesThatAreTooLongTogether() {
        assertThat(Budgets.check(files(19, 1)))
                .as("one in twenty may be longer")
                .isEmpty();
        assertThat(Budgets.check(files(18, 2))).singleElement().satisfies(finding -> {
            assertThat(finding.rule()).isEqualTo("file-length-p95");
            assertThat(finding.message())
                    .contains("A18Test")
                    .contains("A19Test")
                    .doesNotContain("A17Test");
        });
    }

    private static List<SourceFile> files(int shortOnes, int longOnes) {
        List<SourceFile> files = new ArrayList<>();
        for (int i = 0; i < shortOnes + longOnes; i++) {
            String name = "A" + i + "Test";
            String lines = "\n".repeat(i < shortOnes ? 9 : 300);
            files.add(new SourceFile(TEST + name + ".java", "class " + name + " {" + lines + "}"));
        }
        return files;
    }

    @Test
    void reportsAMethodThatIsTooLong() {
        assertThat(check("class A {\n\n  void run() {" + "\n".repeat(70) + "}\n}"))
                .filteredOn(finding -> finding.rule().equals("method-length"))
                .singleElement()
                .hasToString(MAIN + "A.java:3: [method-length] run: 71 lines, at most 70");
    }

    @Test
    void reportsMethodsThatAreTooLongTogether() {
        assertThat(check("class A {\n  @Deprecated\n  void run() {" + "\n".repeat(19) + "}\n}"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.rule()).isEqualTo("method-length-p95");
                    assertThat(finding.message()).contains("21 " + MAIN + "A.java:2 run");
                });
        assertThat(check("class A {\n  void run() {" + "\n".repeat(19) + "}\n}"))
                .isEmpty();
    }

    @Test
    void reportsTooManyParametersButNotTooManyComponents() {
        String eight = "int a, int b, int c, int d, int e, int f, int g, int h";
        assertThat(check("class A { void run(" + eight + ") {} }"))
                .extracting(Finding::toString)
                .containsExactly(MAIN + "A.java:1: [parameters] run: 8 parameters, at most 7");
        assertThat(check("class A { A(" + eight + ") {} }"))
                .extracting(Finding::member)
                .containsExactly("A");
        assertThat(check("record A(" + eight + ") {}")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "public class A {}",
                "/** */ public class A {}",
                "/** D. */ public class A { public void missing() {} }",
                "/** D. */ public class A { protected void missing() {} }",
                "/** D. */ public class A { public A() {} }",
                "/** D. */ public class A { protected static class Missing {} }",
                "/** D. */ public interface A { void missing(); }",
                "/** D. */ public interface A { class Missing {} }",
                "/** D. */ public @interface A { String missing(); }",
                "/** D. */ public record A(int x) { public int missing() { return x; } }",
                "/** D. */ public record A(int x) { public A(String s) { this(1); } }",
                "/** D. */ public enum A { ONE; public void missing() {} }",
            })
    void reportsMissingJavadoc(String source) {
        assertThat(check(source)).extracting(Finding::rule).containsExactly("javadoc");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "class A { public void hidden() {} }",
                "class A { public interface Inner { void hidden(); } }",
                "/** D. */ public class A { private A() {} void hidden() {} private void hidden2() {} }",
                "/** D. */ public class A { @Override public String toString() { return \"\"; } }",
                "/** D. */ public class A { static class Inner { public void hidden() {} } }",
                "/** D. */ public interface A { private void hidden() {} }",
                "/** D. */ public enum A { ONE, TWO }",
                "/** D. */ public class A { Object o = new Object() { public void hidden() {} }; }",
                "/** D. */ public class A { void m() { class Local { public void hidden() {} } } }",
            })
    void asksForNoJavadocWhereNobodyLooks(String source) {
        assertThat(check(source)).isEmpty();
    }

    @Test
    void asksForNoJavadocInModulesThatNobodyDependsOn() {
        assertThat(checkFile("examples/src/main/java/A.java", "public class A {}"))
                .isEmpty();
        assertThat(checkFile(TEST + "ATest.java", "public class ATest {}")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RuntimeException", "Exception", "Error", "Throwable", "java.lang.RuntimeException"})
    void reportsRawExceptions(String name) {
        String source = "class A { void run() throws Throwable {\n throw new " + name + "(\"x\"); } }";
        assertThat(check(source)).singleElement().satisfies(finding -> {
            assertThat(finding.rule()).isEqualTo("raw-throw");
            assertThat(finding.line()).isEqualTo(2);
            assertThat(finding.member()).isEqualTo("run");
        });
    }

    @Test
    void reportsEmptyCatches() {
        assertThat(check("class A { void run() { try { run(); } catch (IllegalStateException e) { /* why */ } } }"))
                .extracting(Finding::rule)
                .containsExactly("empty-catch");
        assertThat(check("class A { void run() { try { run(); } catch (IllegalStateException e) { run(); } } }"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "class ATest { void run() { Thread.sleep(1); } }",
                "class ATest { void run() { java.lang.Thread.sleep(1); } }",
                "class ATest { Runnable r = () -> TimeUnit.MILLISECONDS.sleep(1); }",
                "import static java.lang.Thread.sleep; class ATest { void run() { sleep(1); } }",
            })
    void reportsSleepsInTests(String source) {
        assertThat(checkFile(TEST + "ATest.java", source))
                .extracting(Finding::rule)
                .containsExactly("sleep-in-test");
        assertThat(checkFile(MAIN + "A.java", source)).as("main code may").isEmpty();
        assertThat(checkFile(TEST + "ATest.java", source.replaceAll("(Thread|TimeUnit.MILLISECONDS)\\.?", "clock")))
                .as("other sleeps")
                .isEmpty();
    }

    @Test
    void reportsTestsThatNeverRun() {
        String source = " class %s { @Test void run() {} }";
        assertThat(checkFile(TEST + "FlowIT.java", source.formatted("FlowIT")))
                .extracting(Finding::rule)
                .containsExactly("test-name");
        assertThat(checkFile(TEST + "FlowTest.java", source.formatted("FlowTest")))
                .isEmpty();
        assertThat(checkFile(TEST + "Contract.java", "abstract" + source.formatted("Contract")))
                .isEmpty();
    }

    @Test
    void reportsTooFewTests() {
        SourceFile main = new SourceFile(MAIN + "A.java", "class A {\n}");
        assertThat(Budgets.check(List.of(main))).extracting(Finding::rule).containsExactly("test-lines");
        assertThat(Budgets.check(List.of(main, new SourceFile(TEST + "ATest.java", "class ATest {\n}"))))
                .isEmpty();
        assertThat(Budgets.check(List.of(new SourceFile("examples/src/main/java/A.java", "class A {\n}"))))
                .isEmpty();
    }

    @Test
    void reportsTooManyPublicTypes() {
        String hidden = "/** D. */ public class A { class B {} class C {} /** D. */ public static class %s {} }";
        assertThat(checkAlone(hidden.formatted("D"))).isEmpty();
        String open = "/** D. */ public interface A { /** D. */ class B {} /** D. */ class C {} } class D {}";
        assertThat(checkAlone(open))
                .extracting(Finding::toString)
                .containsExactly(".:0: [public-share] 3 of 4 types are public, at most 55 %");
    }

    @Test
    void reportsWhatItCannotParse() {
        assertThat(check("class A { void run( }")).extracting(Finding::rule).contains("parse");
    }

    @Test
    void excusesOnlyWhatTheExceptionNames() {
        Finding one = new Finding("javadoc", MAIN + "A.java", 3, "one", "has no Javadoc");
        Finding two = new Finding("javadoc", MAIN + "A.java", 5, "two", "has no Javadoc");
        Finding sum = new Finding("test-lines", ".", 0, "", "few");
        List<Finding> all = List.of(one, two, sum);
        assertThat(Excuses.apply("# a comment\n\njavadoc " + MAIN + "A.java#one -- old", all))
                .containsExactly(two, sum);
        assertThat(Excuses.apply("javadoc " + MAIN + "A.java -- generated", all))
                .containsExactly(sum);
        assertThat(Excuses.apply("test-lines . -- later", all)).hasSize(4);
    }

    @Test
    void reportsExceptionsThatAreUnusedOrGiveNoReason() {
        assertThat(Excuses.apply("javadoc " + MAIN + "Gone.java -- old\njavadoc x.java\njavadoc x.java -- ", List.of()))
                .extracting(Finding::rule, Finding::line)
                .containsExactly(tuple("exceptions", 1L), tuple("exceptions", 2L), tuple("exceptions", 3L));
    }

    private static List<Finding> check(String source) {
        return checkFile(MAIN + "A.java", source);
    }

    private static List<Finding> checkFile(String path, String source) {
        List<SourceFile> files = new ArrayList<>(BALLAST);
        files.add(new SourceFile(path, source));
        return Budgets.check(files);
    }

    private static List<Finding> checkAlone(String source) {
        return Budgets.check(List.of(
                new SourceFile(MAIN + "A.java", source), new SourceFile(TEST + "ATest.java", "class ATest {\n}")));
    }
}
