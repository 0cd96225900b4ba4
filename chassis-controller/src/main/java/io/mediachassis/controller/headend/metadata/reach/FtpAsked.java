package io.mediachassis.controller.headend.metadata.reach;

import io.mediachassis.controller.headend.metadata.reach.Reachability.Finding;
import java.io.IOException;
import java.util.OptionalLong;

/**
 * Questions by FTP on the control connection alone (RFC 959, SIZE of RFC 3659): a data connection would go where the
 * server says. Of the proof its name, which nobody can guess, and its length are looked at.
 */
final class FtpAsked implements Reachability.Asked {
    private static final int MOST_LINES = 100;
    private final BoundedConnection connection;

    FtpAsked(BoundedConnection connection) {
        this.connection = connection;
    }

    @Override
    public Finding answers() throws IOException {
        logIn();
        return Finding.good(OptionalLong.empty());
    }

    @Override
    public Finding has(String path) throws IOException {
        logIn();
        require("TYPE I", "200");
        // From where a log-in begins, as in URLs (RFC 1738, 3.2.2): that is not always the root.
        String answer = ask("SIZE " + path.substring(1));
        return answer.matches("213 [0-9]{1,18}")
                ? Finding.good(OptionalLong.of(Long.parseLong(answer.substring(4))))
                : Finding.fault("SIZE " + path + " is answered with " + shown(answer));
    }

    @Override
    public Finding proves(String path, String content) throws IOException {
        Finding found = has(path);
        long bytes = found.bytes().orElse(-1);
        return !found.isGood() || (bytes >= content.length() && bytes <= content.length() + 2) ? found
                : Finding.fault(path + " has " + bytes + " bytes, and the proof has " + content.length());
    }

    private void logIn() throws IOException {
        answer(connection.line());
        String user = ask("USER anonymous");
        if (user.startsWith("331")) {
            require("PASS mediachassis@", "230");
        } else if (!user.startsWith("230")) {
            throw new IOException("it lets nobody in without a password: " + shown(user));
        }
    }

    private void require(String command, String code) throws IOException {
        String answer = ask(command);
        if (!answer.startsWith(code)) {
            throw new IOException("it answers " + shown(answer));
        }
    }

    private String ask(String command) throws IOException {
        // No path has a line's end in it; here it would be a second command.
        if (command.indexOf('\r') >= 0 || command.indexOf('\n') >= 0) {
            throw new IOException("a command of several lines");
        }
        connection.send(command + "\r\n");
        return answer(connection.line());
    }

    /** The last line of an answer that may have several. */
    private String answer(String first) throws IOException {
        String line = first;
        for (int i = 0; first.startsWith("-", 3) && !line.startsWith(first.substring(0, 3) + " "); i++) {
            if (i > MOST_LINES) {
                throw new IOException("its answer has no end");
            }
            line = connection.line();
        }
        return line;
    }

    private static String shown(String answer) {
        return "'" + answer.substring(0, Math.min(80, answer.length())).replaceAll("\\p{Cntrl}", "?") + "'";
    }
}
