/// The data sets published as MNIST is, each of 60,000 and 10,000 images of 28 × 28 in ten classes.
extension IDXImages {
  /// Handwritten digits of LeCun, Cortes and Burges. They may lie in a folder of their own, in the root
  /// itself, and where torchvision puts them.
  public static let mnist = IDXImages(
    name: "mnist", title: "MNIST", size: 28, classes: 10, counts: (60_000, 10_000),
    folders: ["mnist", "", "MNIST/raw"])

  /// Articles of clothing of Xiao, Rasul and Vollgraf (2017). Never in the root itself: their files
  /// have the names of MNIST's.
  public static let fashionMNIST = IDXImages(
    name: "fashion-mnist", title: "Fashion-MNIST", size: 28, classes: 10,
    counts: (60_000, 10_000), folders: ["fashion-mnist", "FashionMNIST/raw"])
}
