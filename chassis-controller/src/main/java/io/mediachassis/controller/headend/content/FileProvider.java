package io.mediachassis.controller.headend.content;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Files of the controller's own, in the folders that the configuration names and in no other. */
final class FileProvider implements Provider {
    private final List<Path> folders;

    /** @param folders absolute */
    FileProvider(List<Path> folders) {
        this.folders = List.copyOf(folders);
    }

    @Override
    public Opened open(URI source, long offset) throws IOException {
        Path file = file(source);
        FileChannel channel = FileChannel.open(file);
        try {
            long length = channel.size();
            long from = Math.min(offset, length);
            channel.position(from);
            InputStream stream = Channels.newInputStream(channel);
            return new Opened(stream, length, Files.getLastModifiedTime(file).toString(), from);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Links count as what they lead to: one in such a folder opens no other. */
    private Path file(URI source) throws IOException {
        try {
            Path file = Path.of(source).toRealPath();
            for (Path folder : folders) {
                if (Files.isDirectory(folder) && file.startsWith(folder.toRealPath())) {
                    if (!Files.isRegularFile(file)) {
                        throw new Hopeless(file + " is no file");
                    }
                    return file;
                }
            }
            throw new Hopeless(file + " is in none of the folders that contents may come from; the controller's"
                    + " configuration names them (content.folders)");
        } catch (NoSuchFileException e) {
            // It may lie at the other controller, or be put here in a moment.
            throw new NoSuchFileException(e.getFile(), null, "there is no such file");
        } catch (IllegalArgumentException e) {
            throw new Hopeless(source + " is no file's address: " + e.getMessage());
        }
    }
}
