package dev.taskrunner.schema;

import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressions;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The JDK's regular expressions with bounds, so that a foreign pattern cannot keep a thread busy: on the characters
 * looked at, against backtracking, and on counted repetitions of groups and anchors, which may be empty and so look at
 * none. Immutable.
 */
final class BoundedRegex implements RegularExpression {

    private static final long BASE_LOOKS = 1_000_000;
    private static final long LOOKS_PER_CHAR = 100;
    private static final double MAX_REPETITIONS = 1e8;

    /**
     * A count behind what need not consume text: a group, an anchor, another count. Rather one too many than too few.
     */
    private static final Pattern COUNT = Pattern.compile("(?:[)}^$]|\\\\[bBAzZG])[+?\\s]*\\{(\\d+)");

    /** Ways to hide a count from {@link #COUNT}; the regular expressions of JSON Schema do not have them. */
    private static final Pattern FOREIGN = Pattern.compile("\\\\[QE]|\\(\\?[a-zA-Z]*x");

    private final Pattern pattern;
    private final double repetitions;

    /** Throws PatternSyntaxException when the text is not a regular expression. */
    BoundedRegex(String regex) {
        if (FOREIGN.matcher(regex).find()) {
            throw new PatternSyntaxException("Quotation and comments are not supported", regex, -1);
        }
        pattern = Pattern.compile(
                RegularExpressions.replaceLongformCharacterProperties(RegularExpressions.replaceDollarAnchors(regex)));
        repetitions = repetitions(regex);
    }

    /** Throws PatternSyntaxException when the text is not a regular expression. */
    static void check(String regex) {
        Objects.requireNonNull(new BoundedRegex(regex).pattern);
    }

    @Override
    public boolean matches(String value) {
        if (repetitions > 1 && repetitions * (value.length() + 1) > MAX_REPETITIONS) {
            throw new LimitError("a pattern repeats too often for this text");
        }
        try {
            return pattern.matcher(new Watched(value, BASE_LOOKS + LOOKS_PER_CHAR * value.length()))
                    .find();
        } catch (StackOverflowError e) {
            throw new LimitError("a pattern nests too deep for this text");
        }
    }

    /** Bounds how often something is repeated per position, as if every count lay inside the others. */
    private static double repetitions(String regex) {
        double product = 1;
        Matcher counts = COUNT.matcher(regex);
        while (counts.find()) {
            product *= Math.max(1, Double.parseDouble(counts.group(1)));
            counts.region(counts.end(1), regex.length());
        }
        return product;
    }

    /** A text that counts its reads. */
    private static final class Watched implements CharSequence {

        private final CharSequence text;
        private long looksLeft;

        private Watched(CharSequence text, long looks) {
            this.text = text;
            this.looksLeft = looks;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (--looksLeft < 0) {
                throw new LimitError("a pattern takes too long on this text");
            }
            return text.charAt(index);
        }

        /** Asked for groups only, which nobody here does. */
        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
