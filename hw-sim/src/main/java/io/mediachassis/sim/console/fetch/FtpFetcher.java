package io.mediachassis.sim.console.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPReply;

/** By FTP, anonymously, in passive mode, from where it broke off (REST). */
final class FtpFetcher implements Fetcher {
    private final Duration patience;

    FtpFetcher(Duration patience) {
        this.patience = patience;
    }

    @Override
    public void fetch(Place place, long from, PartFile to) throws IOException {
        URI server = URI.create(place.address());
        FTPClient ftp = new FTPClient();
        ftp.setAutodetectUTF8(false);
        ftp.setControlEncoding("UTF-8");
        ftp.setConnectTimeout((int) patience.toMillis());
        ftp.setDefaultTimeout((int) patience.toMillis());
        ftp.setDataTimeout(patience);
        // Data come from where the orders go: the address in an answer to PASV could be anybody's.
        ftp.setUseEPSVwithIPv4(true);
        try {
            ftp.connect(server.getHost(), server.getPort());
            if (!FTPReply.isPositiveCompletion(ftp.getReplyCode())) {
                throw new IOException("it answers " + said(ftp));
            }
            ftp.setSoTimeout((int) patience.toMillis());
            if (!ftp.login("anonymous", "mediachassis@") || !ftp.setFileType(FTP.BINARY_FILE_TYPE)) {
                throw new RefusedException("it lets nobody in: " + said(ftp));
            }
            ftp.enterLocalPassiveMode();
            String size = ftp.getSize(path(place));
            if (size != null && size.matches("[0-9]{1,18}")) {
                to.told(Long.parseLong(size));
            }
            retrieve(ftp, place, from, to);
        } finally {
            ftp.disconnect();
        }
    }

    private static void retrieve(FTPClient ftp, Place place, long from, PartFile to) throws IOException {
        ftp.setRestartOffset(from);
        try (InputStream in = ftp.retrieveFileStream(path(place))) {
            if (in == null) {
                throw new RefusedException("it answers " + said(ftp));
            }
            to.from(from);
            to.take(in, 0);
        }
        if (!ftp.completePendingCommand()) {
            throw new IOException("it broke off: " + said(ftp));
        }
    }

    /** From where a log-in begins, as in URLs (RFC 1738, 3.2.2). */
    private static String path(Place place) throws RefusedException {
        String path = place.path().substring(1);
        if (path.chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
            throw new RefusedException("its path would be several orders");
        }
        return path;
    }

    private static String said(FTPClient ftp) {
        return String.valueOf(ftp.getReplyString()).strip().replaceAll("\\p{Cntrl}+", " ");
    }
}
