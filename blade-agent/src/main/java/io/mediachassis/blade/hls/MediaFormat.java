package io.mediachassis.blade.hls;

/**
 * What a master playlist says of a stream; "" and 0 for what isn't there or isn't known.
 *
 * @param video codec string
 * @param audio codec string
 * @param width pixels
 * @param frameRate frames/s
 */
record MediaFormat(String video, String audio, int width, int height, double frameRate) {
    /** As CODECS has it. */
    String codecs() {
        return video.isEmpty() || audio.isEmpty() ? video + audio : video + "," + audio;
    }
}
