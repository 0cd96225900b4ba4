package io.mediachassis.controller.headend.content;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPReply;

/** FTP servers (RFC 959), passive, from an offset by REST (RFC 3659 section 5); user and password stand in the URL. */
final class FtpProvider implements Provider {
    private static final int NO_SUCH_FILE = 550;

    private final Duration answer;

    /** @param answer how long the server may be silent */
    FtpProvider(Duration answer) {
        this.answer = answer;
    }

    @Override
    public Opened open(URI source, long offset) throws IOException {
        FTPClient ftp = new FTPClient();
        ftp.setConnectTimeout((int) answer.toMillis());
        ftp.setDefaultTimeout((int) answer.toMillis());
        ftp.setDataTimeout(answer);
        try {
            return open(ftp, source, offset);
        } catch (IOException e) {
            ftp.disconnect();
            throw e;
        }
    }

    private Opened open(FTPClient ftp, URI source, long offset) throws IOException {
        ftp.connect(source.getHost(), source.getPort() < 0 ? FTP.DEFAULT_PORT : source.getPort());
        ftp.setSoTimeout((int) answer.toMillis());
        if (!FTPReply.isPositiveCompletion(ftp.getReplyCode())) {
            throw refused(ftp, source, "the connection");
        }
        String[] user = source.getRawUserInfo() == null
                ? new String[] {"anonymous", "mediachassis"}
                : (source.getRawUserInfo() + ":").split(":", -1);
        if (!ftp.login(plain(user[0]), plain(user[1]))) {
            throw new Hopeless(source.getHost() + " does not let '" + plain(user[0]) + "' in: " + said(ftp));
        }
        ftp.enterLocalPassiveMode();
        ftp.setFileType(FTP.BINARY_FILE_TYPE);
        String path = source.getPath();
        if (path.chars().anyMatch(c -> c < ' ')) {
            throw new Hopeless("a path has no control characters");
        }
        String size = ftp.getSize(path);
        String changed = ftp.getModificationTime(path);
        ftp.setRestartOffset(offset);
        InputStream stream = ftp.retrieveFileStream(path);
        if (stream == null) {
            throw ftp.getReplyCode() == NO_SUCH_FILE
                    ? new Hopeless(source.getHost() + " has no " + path + ": " + said(ftp))
                    : refused(ftp, source, path);
        }
        return new Opened(
                new Closing(stream, ftp), size == null ? -1 : Long.parseLong(size.strip()),
                changed == null ? "" : changed, offset);
    }

    private static IOException refused(FTPClient ftp, URI source, String what) {
        return new IOException(source.getHost() + " refuses " + what + ": " + said(ftp));
    }

    private static String said(FTPClient ftp) {
        return String.valueOf(ftp.getReplyString()).strip();
    }

    private static String plain(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Ends the conversation with the file. */
    private static final class Closing extends FilterInputStream {
        private final FTPClient ftp;

        Closing(InputStream in, FTPClient ftp) {
            super(in);
            this.ftp = ftp;
        }

        @Override
        public void close() throws IOException {
            try {
                super.close();
            } finally {
                ftp.disconnect();
            }
        }
    }
}
