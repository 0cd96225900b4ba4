package io.mediachassis.sim.console.sealed;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Puts a file together from pieces, one behind the other. Blocks; one thread. */
public final class Assembly {
    private Assembly() {}

    /**
     * A range of a file that is here.
     *
     * @param offset in that file
     */
    public record Piece(Path file, long offset, long length) {}

    /**
     * Writes the whole.
     *
     * @throws IOException also where a file is shorter than its piece
     */
    public static void write(List<Piece> pieces, OutputStream to) throws IOException {
        WritableByteChannel out = Channels.newChannel(to);
        for (Piece piece : pieces) {
            try (FileChannel in = FileChannel.open(piece.file(), StandardOpenOption.READ)) {
                if (piece.offset() < 0 || piece.length() < 0 || piece.offset() + piece.length() > in.size()) {
                    throw new IOException("a piece ends behind the " + in.size() + " bytes of " + piece.file().getFileName());
                }
                long done = 0;
                while (done < piece.length()) {
                    done += in.transferTo(piece.offset() + done, piece.length() - done, out);
                }
            }
        }
    }
}
