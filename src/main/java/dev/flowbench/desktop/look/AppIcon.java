package dev.flowbench.desktop.look;

import java.net.URL;
import java.util.List;
import javafx.scene.image.Image;

/** The application's icon: a flow in the shape of an F. The pictures are made by the test class {@code IconPictures}. */
public final class AppIcon {

    /** Sides of the pictures at hand, in pixels. */
    static final List<Integer> SIZES = List.of(16, 24, 32, 48, 64, 128, 256, 512);

    private AppIcon() {
    }

    /** The icon in every size, for {@code stage.getIcons()}. */
    public static List<Image> images() {
        return SIZES.stream().map(AppIcon::image).toList();
    }

    /**
     * The icon in one size.
     *
     * @param size
     *            16, 24, 32, 48, 64, 128, 256 or 512 pixels
     * @throws IllegalArgumentException
     *             if there is no such size
     */
    public static Image image(int size) {
        URL url = AppIcon.class.getResource("icons/flowbench-" + size + ".png");
        if (url == null) {
            throw new IllegalArgumentException("no icon of " + size + " pixels");
        }
        return new Image(url.toExternalForm());
    }
}
