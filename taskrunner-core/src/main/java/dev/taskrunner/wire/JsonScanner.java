package dev.taskrunner.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks JSON text strictly (RFC 8259, UTF-8 included) in one pass and cuts its outermost level into slices, without
 * copying and without building anything for the levels below.
 *
 * <p>Nesting is counted in a bit set, not on the stack, so no input can overflow the stack. The limits on nesting and
 * on the length of numbers are Jackson's, so that what passes here can be bound later.
 */
final class JsonScanner {
    static final int MAX_DEPTH = 1000;
    private static final int MAX_NUMBER_LENGTH = 1000;
    private static final int MAX_DOUBLE_DIGITS = 300; // no number this short is out of range without an exponent

    private final byte[] bytes;
    private final int start;
    private final int end;
    private int pos;

    JsonScanner(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.start = from;
        this.pos = from;
        this.end = to;
    }

    /** Exactly one value, with nothing but white space around it. */
    RawJson document() throws WireException {
        whitespace();
        RawJson value = value(0);
        finish();
        return value;
    }

    /** Exactly one object. */
    JsonFields object() throws WireException {
        whitespace();
        int from = pos;
        expect('{', "an object");
        Map<String, RawJson> members = new LinkedHashMap<>();
        boolean unique = true;
        whitespace();
        if (peek() == '}') {
            pos++;
        } else {
            do {
                String name = name();
                unique &= members.put(name, value(1)) == null;
            } while (another('}'));
        }
        int to = pos;
        finish();
        return new JsonFields(members, unique ? RawJson.slice(bytes, from, to) : null);
    }

    /** Exactly one array. */
    List<RawJson> array() throws WireException {
        whitespace();
        expect('[', "an array");
        List<RawJson> elements = new ArrayList<>();
        whitespace();
        if (peek() == ']') {
            pos++;
        } else {
            do {
                whitespace();
                elements.add(value(1));
            } while (another(']'));
        }
        finish();
        return elements;
    }

    private void finish() throws WireException {
        whitespace();
        if (pos != end) {
            throw invalid("expected the end");
        }
    }

    /** After a member or element: true when a comma promises another, false when the container was closed. */
    private boolean another(char close) throws WireException {
        whitespace();
        int next = peek();
        if (next != ',' && next != close) {
            throw invalid("expected ',' or '" + close + "'");
        }
        pos++;
        return next == ',';
    }

    private String name() throws WireException {
        whitespace();
        int from = pos;
        skipName();
        int to = from + 1;
        while (bytes[to] != '"') {
            to += bytes[to] == '\\' ? 2 : 1;
        }
        return JsonText.decode(bytes, from + 1, to);
    }

    private void skipName() throws WireException {
        whitespace();
        if (peek() != '"') {
            throw invalid("expected a member name");
        }
        pos++;
        skipString();
        whitespace();
        expect(':', "':'");
        whitespace();
    }

    /** The value that starts here, inside of so many containers already. */
    private RawJson value(int outer) throws WireException {
        int from = pos;
        int first = peek();
        if (first == '{' || first == '[') {
            skipContainer(outer);
        } else {
            skipScalar(first);
        }
        return RawJson.slice(bytes, from, pos);
    }

    private void skipContainer(int outer) throws WireException {
        BitSet objects = new BitSet(); // one bit for each open container: set for an object, clear for an array
        int depth = 0;
        do {
            int first = peek();
            if (first != '{' && first != '[') {
                skipScalar(first);
            } else if (outer + depth == MAX_DEPTH) {
                throw invalid("nested deeper than " + MAX_DEPTH);
            } else {
                pos++;
                objects.set(depth, first == '{');
                depth++;
                whitespace();
                if (peek() != close(objects, depth)) {
                    nextEntry(objects, depth);
                    continue;
                }
            }
            depth = afterValue(objects, depth);
        } while (depth > 0);
    }

    /** Closes the containers that end here; stops before the next value when there is one. Returns the depth. */
    private int afterValue(BitSet objects, int open) throws WireException {
        int depth = open;
        while (depth > 0) {
            whitespace();
            int next = peek();
            if (next == ',') {
                pos++;
                nextEntry(objects, depth);
                return depth;
            }
            expect(close(objects, depth), "',' or the end of an object or array");
            depth--;
        }
        return depth;
    }

    private void nextEntry(BitSet objects, int depth) throws WireException {
        if (objects.get(depth - 1)) {
            skipName();
        } else {
            whitespace();
        }
    }

    private static char close(BitSet objects, int depth) {
        return objects.get(depth - 1) ? '}' : ']';
    }

    private void skipScalar(int first) throws WireException {
        switch (first) {
            case '"' -> {
                pos++;
                skipString();
            }
            case 't' -> skipWord("true");
            case 'f' -> skipWord("false");
            case 'n' -> skipWord("null");
            default -> skipNumber();
        }
    }

    private void skipWord(String word) throws WireException {
        for (int i = 0; i < word.length(); i++) {
            expect(word.charAt(i), "a value");
        }
    }

    private void skipNumber() throws WireException {
        int from = pos;
        if (peek() == '-') {
            pos++;
        }
        if (peek() == '0') {
            pos++;
        } else {
            skipDigits();
        }
        if (peek() == '.') {
            pos++;
            skipDigits();
        }
        if (peek() == 'e' || peek() == 'E') {
            pos++;
            if (peek() == '+' || peek() == '-') {
                pos++;
            }
            skipDigits();
            checkRange(from);
        } else if (pos - from > MAX_DOUBLE_DIGITS) {
            checkRange(from);
        }
    }

    /** Refuses what other languages would read as infinity, and what takes Java long to read. */
    private void checkRange(int from) throws WireException {
        if (pos - from > MAX_NUMBER_LENGTH) {
            throw invalid("a number is longer than " + MAX_NUMBER_LENGTH);
        }
        String number = new String(bytes, from, pos - from, StandardCharsets.ISO_8859_1);
        if (Double.isInfinite(Double.parseDouble(number))) {
            throw invalid("a number is out of range");
        }
    }

    private void skipDigits() throws WireException {
        int from = pos;
        while (pos < end && bytes[pos] >= '0' && bytes[pos] <= '9') {
            pos++;
        }
        if (pos == from) {
            throw invalid("expected a value or digits");
        }
    }

    private void skipString() throws WireException {
        while (pos < end) {
            byte next = bytes[pos++];
            if (next == '"') {
                return;
            } else if (next == '\\') {
                skipEscape();
            } else if (next < 0) {
                skipMultibyte(next & 0xFF);
            } else if (next < ' ') {
                throw invalid("control character in a string");
            }
        }
        throw invalid("unfinished string");
    }

    private void skipEscape() throws WireException {
        int kind = peek();
        pos++;
        if (kind == 'u') {
            for (int i = 0; i < 4; i++, pos++) {
                int digit = peek();
                if (digit < 0 || Character.digit(digit, 16) < 0) {
                    throw invalid("bad \\u escape");
                }
            }
        } else if (kind < 0 || "\"\\/bfnrt".indexOf(kind) < 0) {
            throw invalid("bad escape");
        }
    }

    private void skipMultibyte(int lead) throws WireException {
        int more = lead < 0xC2 || lead > 0xF4 ? 0 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
        if (more == 0 || end - pos < more) {
            throw invalid("not UTF-8");
        }
        int code = lead & (0x3F >> more);
        for (int i = 0; i < more; i++) {
            byte next = bytes[pos++];
            if ((next & 0xC0) != 0x80) {
                throw invalid("not UTF-8");
            }
            code = code << 6 | next & 0x3F;
        }
        boolean overlong = code < (more == 1 ? 0x80 : more == 2 ? 0x800 : 0x10000);
        if (overlong || code > Character.MAX_CODE_POINT || code >= 0xD800 && code <= 0xDFFF) {
            throw invalid("not UTF-8");
        }
    }

    private void whitespace() {
        while (pos < end && (bytes[pos] == ' ' || bytes[pos] == '\n' || bytes[pos] == '\r' || bytes[pos] == '\t')) {
            pos++;
        }
    }

    /** The next byte, or a negative number at the end and for bytes outside of ASCII. */
    private int peek() {
        return pos < end ? bytes[pos] : -1;
    }

    private void expect(char wanted, String what) throws WireException {
        if (peek() != wanted) {
            throw invalid("expected " + what);
        }
        pos++;
    }

    private WireException invalid(String problem) {
        return new WireException("Not valid JSON: " + problem + " at byte " + (pos - start));
    }
}
