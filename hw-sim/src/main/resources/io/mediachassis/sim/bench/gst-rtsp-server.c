/*
 * GStreamer's RTSP server with one transport stream at /vod, read anew and paced by its PCR for each session.
 *
 *   gst-rtsp-server ADDRESS PORT FILE
 */
#include <gst/gst.h>
#include <gst/rtsp-server/rtsp-server.h>

int main(int argc, char **argv) {
    if (argc != 4) {
        g_printerr("usage: gst-rtsp-server ADDRESS PORT FILE\n");
        return 2;
    }
    gst_init(&argc, &argv);
    GstRTSPServer *server = gst_rtsp_server_new();
    gst_rtsp_server_set_address(server, argv[1]);
    gst_rtsp_server_set_service(server, argv[2]);
    GstRTSPMediaFactory *factory = gst_rtsp_media_factory_new();
    gchar *launch = g_strdup_printf(
            "( filesrc location=\"%s\" ! tsparse set-timestamps=true ! rtpmp2tpay name=pay0 pt=33 )", argv[3]);
    gst_rtsp_media_factory_set_launch(factory, launch);
    GstRTSPMountPoints *mounts = gst_rtsp_server_get_mount_points(server);
    gst_rtsp_mount_points_add_factory(mounts, "/vod", factory);
    g_object_unref(mounts);
    if (gst_rtsp_server_attach(server, NULL) == 0) {
        g_printerr("cannot listen on %s:%s\n", argv[1], argv[2]);
        return 1;
    }
    g_main_loop_run(g_main_loop_new(NULL, FALSE));
    return 0;
}
