package io.mediachassis.controller.headend.metadata.reach;

import io.mediachassis.controller.headend.metadata.ServerAddress;
import io.mediachassis.controller.headend.metadata.reach.Reachability.Finding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One question by HTTP/1.1; redirects are not followed. */
final class HttpAsked implements Reachability.Asked {
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([0-9]{3})(?: .*)?");
    private static final Pattern RANGE = Pattern.compile("bytes 0-0/([0-9]{1,18})");
    private static final int MOST_HEADERS = 100;

    private final BoundedConnection connection;
    private final ServerAddress server;
    private int status;
    private OptionalLong length = OptionalLong.empty();
    private OptionalLong whole = OptionalLong.empty();

    HttpAsked(BoundedConnection connection, ServerAddress server) {
        this.connection = connection;
        this.server = server;
    }

    @Override
    public Finding answers() throws IOException {
        ask("HEAD", "/", "");
        return status >= 500 ? Finding.fault(server.text() + " answers " + status) : Finding.good(OptionalLong.empty());
    }

    @Override
    public Finding has(String path) throws IOException {
        ask("GET", path, "Range: bytes=0-0\r\n");
        if (status == 206 && whole.isPresent()) {
            return Finding.good(whole);
        }
        return status == 200 ? Finding.good(length) : Finding.fault(server.text() + path + " answers " + said());
    }

    @Override
    public Finding proves(String path, String content) throws IOException {
        ask("GET", path, "");
        if (status != 200) {
            return Finding.fault(server.text() + path + " answers " + said());
        }
        String found = connection.text(content.length() + 2).strip();
        return found.equals(content) ? Finding.good(OptionalLong.empty())
                : Finding.fault(server.text() + path + " has another content than '" + content + "'");
    }

    private String said() {
        return status + (status >= 300 && status < 400 ? ", and redirects are not followed: register where it leads to" : "");
    }

    private void ask(String method, String path, String headers) throws IOException {
        connection.send(method + " " + encoded(path) + " HTTP/1.1\r\nHost: " + server.place()
                + "\r\nUser-Agent: mediachassis\r\nAccept-Encoding: identity\r\nConnection: close\r\n" + headers + "\r\n");
        Matcher first = STATUS.matcher(connection.line());
        if (!first.matches()) {
            throw new IOException("it does not speak HTTP");
        }
        status = Integer.parseInt(first.group(1));
        int count = 0;
        for (String line = connection.line(); !line.isEmpty(); line = connection.line()) {
            if (++count > MOST_HEADERS) {
                throw new IOException("its answer has no end");
            }
            header(line);
        }
    }

    private void header(String line) {
        int colon = line.indexOf(':');
        String name = colon < 0 ? "" : line.substring(0, colon).toLowerCase(Locale.ROOT);
        String value = line.substring(colon + 1).strip();
        if (name.equals("content-length") && value.matches("[0-9]{1,18}")) {
            length = OptionalLong.of(Long.parseLong(value));
        } else if (name.equals("content-range")) {
            Matcher range = RANGE.matcher(value);
            whole = range.matches() ? OptionalLong.of(Long.parseLong(range.group(1))) : OptionalLong.empty();
        }
    }

    /** Whatever is not surely itself in a path is written as bytes. */
    private static String encoded(String path) {
        StringBuilder text = new StringBuilder();
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9')
                    || "/-._~".indexOf(b) >= 0;
            text.append(plain ? String.valueOf((char) b) : String.format(Locale.ROOT, "%%%02X", b & 0xff));
        }
        return text.toString();
    }
}
