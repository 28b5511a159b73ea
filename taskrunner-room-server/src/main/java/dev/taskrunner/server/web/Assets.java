package dev.taskrunner.server.web;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The files of the page, from the class path: our own sources as they are, and the form library out of its artifact. Only the files
 * listed here exist. Thread-safe; each is read once, when it is first asked for.
 */
final class Assets {
    /** What the page may do: run what this server serves, talk to it, and nothing else; no HTML made of text either. */
    static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
            + " require-trusted-types-for 'script'; trusted-types default";

    private static final String INDEX = "index.html";
    private static final String FORMS = "page/lib/jsoneditor.js";
    private static final String FORMS_PATH = "META-INF/resources/webjars/json-editor__json-editor/";
    /** Ours, and not the artifact's own description: who packs everything into one jar leaves those out. */
    private static final String FORMS_VERSION = "dev/taskrunner/server/web/forms.properties";

    private static final String ICON = "page/icon.svg";
    private static final int WORTH_PACKING = 1_000;
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml");

    private final ConcurrentMap<String, Asset> loaded = new ConcurrentHashMap<>();

    /** One file, also packed. */
    private record Asset(String type, byte[] plain, byte[] packed, String tag) {}

    /** Answers a request for a file. */
    FullHttpResponse answer(String rawPath, FullHttpRequest request) throws Problem {
        Asset asset = find(rawPath);
        HttpHeaders wishes = request.headers();
        boolean known = asset.tag().equals(wishes.get(HttpHeaderNames.IF_NONE_MATCH));
        boolean packs = asset.packed().length > 0
                && wishes.get(HttpHeaderNames.ACCEPT_ENCODING, "").contains("gzip");
        byte[] body = known ? new byte[0] : packs ? asset.packed() : asset.plain();
        FullHttpResponse response = Replies.of(known ? 304 : 200, asset.type(), body);
        HttpHeaders headers = response.headers();
        headers.set(HttpHeaderNames.CACHE_CONTROL, "no-cache");
        headers.set(HttpHeaderNames.ETAG, asset.tag());
        headers.set(HttpHeaderNames.VARY, HttpHeaderNames.ACCEPT_ENCODING);
        headers.set(HttpHeaderNames.CONTENT_SECURITY_POLICY, POLICY);
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        if (packs && !known) {
            headers.set(HttpHeaderNames.CONTENT_ENCODING, "gzip");
        }
        return response;
    }

    private Asset find(String rawPath) throws Problem {
        String path = rawPath.equals("/") ? "page/" + INDEX : rawPath.substring(1);
        String name = path.equals("favicon.ico") ? ICON : path;
        Asset asset = loaded.get(name);
        if (asset == null) {
            asset = load(name);
            if (asset == null) {
                throw Problem.notFound("the page has no such file");
            }
            loaded.put(name, asset);
        }
        return asset;
    }

    private static @Nullable Asset load(String name) {
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        // One folder deep at most and no dots but before the ending: nothing outside of the page has such a name.
        if (type == null || !name.matches("page/([a-z]+/)?[a-z-]+\\.[a-z]+")) {
            return null;
        }
        byte[] content = name.equals(FORMS) ? forms() : read("dev/taskrunner/server/web/" + name);
        if (content == null) {
            return null;
        }
        byte[] packed = content.length < WORTH_PACKING ? new byte[0] : pack(content);
        return new Asset(type, content, packed, tag(content));
    }

    /** The library lies under its version. */
    private static byte @Nullable [] forms() {
        byte[] version = read(FORMS_VERSION);
        if (version == null) {
            return null;
        }
        Properties properties = new Properties();
        try (InputStream in = new java.io.ByteArrayInputStream(version)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + FORMS_VERSION, e);
        }
        return read(FORMS_PATH + properties.getProperty("version") + "/dist/jsoneditor.js");
    }

    private static byte @Nullable [] read(String resource) {
        try (InputStream in = Assets.class.getClassLoader().getResourceAsStream(resource)) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + resource, e);
        }
    }

    private static byte[] pack(byte[] content) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot pack", e);
        }
        return packed.toByteArray();
    }

    private static String tag(byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return "\"" + HexFormat.of().formatHex(hash, 0, 12) + "\"";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The API's description. */
    static byte[] openApi() {
        byte[] text = read("dev/taskrunner/server/web/openapi.json");
        return text == null ? "{}".getBytes(StandardCharsets.UTF_8) : text;
    }
}
